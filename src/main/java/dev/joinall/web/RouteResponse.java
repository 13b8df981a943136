package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response as the stages make it: an {@link Http1Response}, or a {@link SpringResponse} that
 * leaves through Spring's adapter. Used by one thread at a time.
 */
interface RouteResponse {
  void status(int status);

  /** Replaces a header; its name ignores case. */
  void set(String name, String value);

  /** Adds a header line. */
  void add(String name, String value);

  /** The first line of a header; null if there is none. */
  @Nullable String get(String name);

  void remove(String name);

  /** Whether the head is written, so that no other answer can be given. */
  boolean isCommitted();

  /** Writes the head alone. Completes when the connection has taken it. */
  Mono<Void> complete();

  /** The same, with the bytes of the writer as the body. */
  Mono<Void> write(JsonWriter body);

  /** The same, with parts that are produced one after the other. */
  Mono<Void> write(Flux<ByteBuffer> parts);

  /** The same, with parts that are each flushed at once. */
  Mono<Void> writeEach(Flux<byte[]> parts);

  /** Whether the body may be compressed on its way. */
  boolean isCompressible();

  /** Sends the body uncompressed, whatever the client accepts. */
  void preventCompression();
}

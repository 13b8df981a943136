package dev.joinall.web;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A request as the stages read it: an {@link Http1Request}, or a {@link SpringRequest} that came
 * through Spring's adapter. Used by one thread at a time.
 */
interface RouteRequest {
  String method();

  /** Still percent-encoded. */
  String path();

  /** Still percent-encoded; null if the target has none. */
  @Nullable String query();

  /** The first line of a header; null if there is none. The names of headers ignore case. */
  @Nullable String header(String name);

  /** All lines of a header, in their order. */
  List<String> headers(String name);

  /** Of the body in bytes, as announced; -1 if it is not. */
  long contentLength();

  String scheme();

  String host();

  /** -1 for the usual one of the scheme. */
  int port();

  /** Of HTTP, such as 1.1; empty if it is unknown. */
  String version();

  /** Null if it is unknown. */
  @Nullable InetSocketAddress remote();

  /** The body, as it arrives. The client sends no more than is requested and a buffer. */
  Flux<byte[]> body();

  /** Whether the body ended early, because its framing is broken. */
  boolean hasBrokenBody();

  /** The connection, or the stream of HTTP/2. */
  Channel channel();
}

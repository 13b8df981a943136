package dev.joinall.web;

import dev.joinall.edge.ClientCertificate;
import dev.joinall.ops.ReceivedRequest;
import io.netty.channel.Channel;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;

/**
 * A request as the stages read it: an {@link Http1Request}, or a {@link SpringRequest} that came
 * through Spring's adapter. Used by one thread at a time.
 */
interface RouteRequest extends ReceivedRequest {
  /** The query, still percent-encoded; null if the target has none. */
  @Nullable String query();

  /** The first line of a header; null if there is none. The names of headers ignore case. */
  @Nullable String header(String name);

  /** The announced length of the body in bytes; -1 if it is not announced. */
  long contentLength();

  /** The body, as it arrives. The client can send at most what is requested and one buffer more. */
  Flux<byte[]> body();

  /** Whether the body ended early, because its framing is broken. */
  boolean hasBrokenBody();

  /** The connection, or the stream of HTTP/2. */
  Channel channel();

  @Override
  default String userAgent() {
    return Optional.ofNullable(header(HttpHeaders.USER_AGENT)).orElse("");
  }

  @Override
  default Optional<X509Certificate> certificate() {
    return ClientCertificate.of(channel());
  }
}

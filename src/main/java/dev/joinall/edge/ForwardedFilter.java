package dev.joinall.edge;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves requests with headers of proxies to a server that is configured to apply them ({@code
 * server.forward-headers-strategy}).
 */
record ForwardedFilter(RequestAcceptor acceptor) implements RequestAcceptor {
  private static final List<AsciiString> HEADERS =
      List.of(
          AsciiString.cached("forwarded"),
          AsciiString.cached("x-forwarded-for"),
          AsciiString.cached("x-forwarded-host"),
          AsciiString.cached("x-forwarded-port"),
          AsciiString.cached("x-forwarded-prefix"),
          AsciiString.cached("x-forwarded-proto"));

  @Override
  public @Nullable Responder accept(HttpRequest request) {
    HttpHeaders headers = request.headers();
    for (AsciiString name : HEADERS) {
      if (headers.contains(name)) {
        return null;
      }
    }
    return acceptor.accept(request);
  }
}

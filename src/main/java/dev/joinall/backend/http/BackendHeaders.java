package dev.joinall.backend.http;

import dev.joinall.backend.BasicCredentials;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendConfig;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/** The default headers of all requests to a backend. */
final class BackendHeaders {
  private BackendHeaders() {}

  /** The default headers of the requests of this call. */
  static HttpHeaders of(BackendConfig backend, HttpCall call) {
    HttpHeaders headers = of(backend);
    var own = (HttpOptions) backend.options();
    if (call.as() != HttpCall.As.JSON
        && own.headers().keySet().stream().noneMatch("accept"::equalsIgnoreCase)) {
      headers.set(HttpHeaderNames.ACCEPT, call.as().accept());
    }
    if (call.streams() && own.compress()) {
      // The bytes are streamed unchanged, with their length.
      headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
    }
    return headers;
  }

  static HttpHeaders of(BackendConfig backend) {
    var own = (HttpOptions) backend.options();
    var headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.USER_AGENT, "joinall");
    headers.set(HttpHeaderNames.ACCEPT, "application/json");
    headers.set(
        HttpHeaderNames.ACCEPT_ENCODING,
        own.compress() ? HttpHeaderValues.GZIP : HttpHeaderValues.IDENTITY);
    BasicCredentials.header(Authority.required(backend.address()))
        .ifPresent(it -> headers.set(HttpHeaderNames.AUTHORIZATION, it));
    own.headers().forEach(headers::set);
    return headers;
  }
}

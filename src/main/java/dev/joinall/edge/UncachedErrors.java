package dev.joinall.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/** Forbids caching of errors without {@code Cache-Control}, such as a 414 of the codec. */
final class UncachedErrors {
  private static final int FIRST_ERROR = 400;

  private UncachedErrors() {}

  static void mark(int status, HttpHeaders headers) {
    if (status >= FIRST_ERROR && !headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
      headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }
  }
}

package dev.joinall.web;

import dev.joinall.ops.ReceivedRequest;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The request of a client, as its span tells it. */
record ObservedRequest(RouteRequest request) implements ReceivedRequest {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String scheme() {
    return request.scheme();
  }

  @Override
  public String host() {
    return request.host().replaceAll("[\\[\\]]", "");
  }

  @Override
  public int port() {
    int usual = "https".equals(request.scheme()) ? HTTPS_PORT : HTTP_PORT;
    return request.port() < 0 ? usual : request.port();
  }

  @Override
  public String version() {
    return request.version();
  }

  @Override
  public String userAgent() {
    return Optional.ofNullable(request.header(HttpHeaders.USER_AGENT)).orElse("");
  }
}

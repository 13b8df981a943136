package dev.joinall.web;

import dev.joinall.ops.ReceivedRequest;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.HttpInfos;

/** The request of a client, as its span tells it. */
record ObservedRequest(ServerHttpRequest request) implements ReceivedRequest {
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  @Override
  public String method() {
    return request.getMethod().name();
  }

  @Override
  public String path() {
    return request.getURI().getRawPath();
  }

  @Override
  public String scheme() {
    return Optional.ofNullable(request.getURI().getScheme()).orElse("http");
  }

  @Override
  public String host() {
    return Optional.ofNullable(request.getURI().getHost()).orElse("").replaceAll("[\\[\\]]", "");
  }

  @Override
  public int port() {
    URI uri = request.getURI();
    int usual = "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  @Override
  public String version() {
    if (!(ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpInfos infos)) {
      return "";
    }
    int minor = infos.version().minorVersion();
    int major = infos.version().majorVersion();
    return major > 1 ? Integer.toString(major) : major + "." + minor;
  }

  @Override
  public String userAgent() {
    return Optional.ofNullable(request.getHeaders().getFirst(HttpHeaders.USER_AGENT)).orElse("");
  }
}

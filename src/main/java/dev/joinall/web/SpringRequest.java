package dev.joinall.web;

import dev.joinall.edge.Framing;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.netty.http.HttpInfos;
import reactor.netty.http.server.HttpServerRequest;

/** A request that came through Spring's adapter: HTTP/2, or a rare kind of request. */
record SpringRequest(ServerHttpRequest request) implements RouteRequest {
  @Override
  public String method() {
    return request.getMethod().name();
  }

  @Override
  public String path() {
    return request.getURI().getRawPath();
  }

  @Override
  public @Nullable String query() {
    return request.getURI().getRawQuery();
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeaders().getFirst(name);
  }

  @Override
  public List<String> headers(String name) {
    return request.getHeaders().getOrEmpty(name);
  }

  @Override
  public long contentLength() {
    return request.getHeaders().getContentLength();
  }

  @Override
  public String scheme() {
    return Optional.ofNullable(request.getURI().getScheme()).orElse("http");
  }

  @Override
  public String host() {
    return Optional.ofNullable(request.getURI().getHost()).orElse("");
  }

  @Override
  public int port() {
    return request.getURI().getPort();
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
  public @Nullable InetSocketAddress remote() {
    return request.getRemoteAddress();
  }

  @Override
  public Flux<byte[]> body() {
    return request.getBody().map(SpringRequest::copied);
  }

  private static byte[] copied(DataBuffer part) {
    byte[] bytes = new byte[part.readableByteCount()];
    part.read(bytes);
    DataBufferUtils.release(part);
    return bytes;
  }

  @Override
  public boolean hasBrokenBody() {
    return server().filter(it -> Framing.isBroken(channel(it))).isPresent();
  }

  @Override
  public Channel channel() {
    return channel(server().orElseThrow());
  }

  private static Channel channel(HttpServerRequest server) {
    var channel = new AtomicReference<Channel>();
    server.withConnection(it -> channel.set(it.channel()));
    return channel.get();
  }

  private Optional<HttpServerRequest> server() {
    return ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest server
        ? Optional.of(server)
        : Optional.empty();
  }
}

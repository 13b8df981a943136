package dev.joinall.web;

import dev.joinall.edge.ClientExchange;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A request as its HTTP/1.1 connection has read it.
 *
 * @param path as it was sent, without the query
 */
record Http1Request(ClientExchange exchange, String path) implements RouteRequest {
  @Override
  public String method() {
    return exchange.request().method().name();
  }

  @Override
  public @Nullable String query() {
    return PlainTarget.query(exchange.request().uri());
  }

  @Override
  public @Nullable String header(String name) {
    return exchange.request().headers().get(name);
  }

  @Override
  public List<String> headers(String name) {
    return exchange.request().headers().getAll(name);
  }

  @Override
  public long contentLength() {
    String length = header("content-length");
    return length == null ? -1 : Long.parseLong(length);
  }

  @Override
  public String scheme() {
    return channel().pipeline().get(SslHandler.class) == null ? "http" : "https";
  }

  @Override
  public String host() {
    String host = hostAndPort();
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  @Override
  public int port() {
    String host = hostAndPort();
    int colon = host.indexOf(':');
    return colon < 0 ? -1 : Integer.parseInt(host.substring(colon + 1));
  }

  /** See {@link PlainTarget#isHost}. */
  private String hostAndPort() {
    String host = exchange.request().headers().get(HttpHeaderNames.HOST);
    return host == null ? "" : host;
  }

  @Override
  public String version() {
    return "1.1";
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return channel().remoteAddress() instanceof InetSocketAddress address ? address : null;
  }

  @Override
  public Flux<byte[]> body() {
    return exchange.body();
  }

  @Override
  public boolean hasBrokenBody() {
    return exchange.isBroken();
  }

  @Override
  public Channel channel() {
    return exchange.channel();
  }
}

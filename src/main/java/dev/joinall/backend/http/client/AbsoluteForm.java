package dev.joinall.backend.http.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.backend.ProxyServer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Writes requests without TLS for a proxy: their targets are absolute (RFC 9112, 3.2.2). Behind the
 * decoder. A response of the proxy itself is a {@link ProxyRefusal}.
 */
final class AbsoluteForm extends ChannelDuplexHandler {
  /** Marks a connection whose responses may come from a proxy. */
  static final AttributeKey<Boolean> PROXIED = AttributeKey.valueOf("joinall.proxied");

  private static final int PROXY_AUTHENTICATION = 407;

  /**
   * Headers that only a proxy sends: RFC 9110 (11.7.1), RFC 9209 (2), and Squid for its own pages.
   */
  private static final List<String> OF_PROXY = List.of("proxy-authenticate", "x-squid-error");

  private final Exchange exchange;
  private final byte[] origin;
  private final byte[] authorization;
  private int written;

  AbsoluteForm(Exchange exchange, Target target, ProxyServer proxy) {
    this.exchange = exchange;
    this.origin = ("http://" + target.authority()).getBytes(US_ASCII);
    this.authorization =
        proxy
            .authorization()
            .map(it -> "Proxy-Authorization: " + it + "\r\n")
            .orElse("")
            .getBytes(US_ASCII);
  }

  /** The first buffer of a request is its whole head. */
  @Override
  public void write(ChannelHandlerContext context, Object part, ChannelPromise promise) {
    boolean isHead = exchange.requests() != written && part instanceof ByteBuf;
    written = exchange.requests();
    var _ = context.write(isHead ? absolute(context, (ByteBuf) part) : part, promise);
  }

  private ByteBuf absolute(ChannelHandlerContext context, ByteBuf head) {
    int target = head.bytesBefore((byte) ' ') + 1;
    int headers = head.bytesBefore((byte) '\n') + 1;
    ByteBuf out =
        context.alloc().directBuffer(head.readableBytes() + origin.length + authorization.length);
    out.writeBytes(head, target).writeBytes(origin).writeBytes(head, headers - target);
    out.writeBytes(authorization).writeBytes(head);
    head.release();
    return out;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    if (part instanceof HttpResponse head && isOfProxy(head)) {
      ReferenceCountUtil.release(part);
      int status = head.status().code();
      context.fireExceptionCaught(ProxyRefusal.of(status, status >= 500));
    } else {
      context.fireChannelRead(part);
    }
  }

  private static boolean isOfProxy(HttpResponse head) {
    HttpHeaders headers = head.headers();
    int status = head.status().code();
    return status == PROXY_AUTHENTICATION
        || (status >= 400 && OF_PROXY.stream().anyMatch(headers::contains))
        || (status >= 400 && saysError(headers));
  }

  /**
   * Whether the proxy generated the response: it then has the parameter {@code error} (RFC 9209).
   */
  private static boolean saysError(HttpHeaders headers) {
    return headers.getAll("proxy-status").stream().anyMatch(it -> it.contains("error="));
  }
}

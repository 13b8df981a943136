package dev.joinall.backend.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.backend.ProxyServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests a tunnel from a proxy to a server, with CONNECT (RFC 9110, 9.3.6). The handlers behind
 * it see the connection as active only when the tunnel is open. It is the first handler of one
 * connection.
 */
public final class Tunnel extends ChannelDuplexHandler {
  private static final int MAX_HEAD = 16 << 10;
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: [^\\r\\n]*)?\\r?\\n");
  private static final Pattern END = Pattern.compile("\\r?\\n\\r?\\n");

  private final String authority;
  private final ProxyServer proxy;
  private final Duration timeout;
  private final StringBuilder head = new StringBuilder();
  private @Nullable Promise<Void> open;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable PendingWriteQueue waiting;

  /**
   * @param host of the server; IPv6 in brackets
   * @param timeout for the response of the proxy
   */
  public Tunnel(String host, int port, ProxyServer proxy, Duration timeout) {
    this.authority = host + ":" + port;
    this.proxy = proxy;
    this.timeout = timeout;
  }

  /** Succeeds when the server is connected; fails with {@link ProxyRefusal}. */
  Promise<Void> open() {
    return Objects.requireNonNull(open, "not in a pipeline");
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    open = context.executor().newPromise();
    waiting = new PendingWriteQueue(context);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    timer =
        context
            .executor()
            .schedule(
                () -> fail(context, new ProxyRefusal(0, "no answer of the proxy in time", false)),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
    var request =
        new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
    proxy
        .authorization()
        .ifPresent(it -> request.append("Proxy-Authorization: ").append(it).append("\r\n"));
    ByteBuf bytes = ByteBufUtil.writeAscii(context.alloc(), request.append("\r\n"));
    var _ = context.writeAndFlush(bytes);
    context.read();
  }

  /** Queues early writes, because some clients do not wait for the connection. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (open().isDone()) {
      var _ = context.write(message, promise);
    } else {
      waiting().add(message, promise);
    }
  }

  private PendingWriteQueue waiting() {
    return Objects.requireNonNull(waiting, "not in a pipeline");
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (open().isDone()) {
      context.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var bytes = (ByteBuf) message;
    int before = head.length();
    head.append(bytes.toString(ISO_8859_1));
    Matcher end = END.matcher(head);
    if (!end.find()) {
      bytes.release();
      if (head.length() > MAX_HEAD) {
        fail(context, new ProxyRefusal(0, "the answer of the proxy is too large", false));
      }
      return;
    }
    bytes.skipBytes(end.end() - before);
    Matcher status = STATUS.matcher(head);
    int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
    if (code >= 200 && code < 300) {
      succeed(context, bytes);
      return;
    }
    bytes.release();
    fail(
        context,
        code == 0
            ? new ProxyRefusal(0, "the proxy does not speak HTTP", false)
            : ProxyRefusal.of(code, false));
  }

  /** Passes on the rest, because the server may already have sent bytes. */
  private void succeed(ChannelHandlerContext context, ByteBuf rest) {
    stopTimer();
    var _ = open().trySuccess(null);
    var _ = waiting().removeAndWriteAll();
    context.flush();
    context.fireChannelActive();
    if (rest.isReadable()) {
      context.fireChannelRead(rest);
      context.fireChannelReadComplete();
    } else {
      rest.release();
    }
    context.pipeline().remove(this);
  }

  private void fail(ChannelHandlerContext context, ProxyRefusal why) {
    stopTimer();
    if (open().tryFailure(why)) {
      waiting().removeAndFailAll(why);
      context.fireExceptionCaught(why);
      var _ = context.close();
    }
  }

  private void stopTimer() {
    ScheduledFuture<?> started = timer;
    if (started != null) {
      started.cancel(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (open().isDone()) {
      context.fireChannelReadComplete();
    } else {
      context.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(context, new ProxyRefusal(0, "the proxy closed the connection", false));
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, new ProxyRefusal(0, "the connection to the proxy broke", false));
  }
}

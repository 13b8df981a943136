package dev.joinall.backend.http.client;

import dev.joinall.backend.ReusedBuffer;
import dev.joinall.config.PoolConfig;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection; it carries one call at a time. It is opened, then alternates between a
 * call and idle, and finally is closed. It becomes idle only if {@link Exchange} reports it as
 * clean; otherwise it is closed. Confined to its event loop.
 */
final class PooledConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(PooledConnection.class);

  /** In bytes. */
  private static final int INITIAL_HEAD_SIZE = 256;

  private static final int MAX_REUSED_HEAD_SIZE = 4096;

  private final LoopPool pool;
  private final Channel channel;
  private final Exchange exchange;
  private final long born = System.nanoTime();
  private final ChannelFutureListener sent;
  private final ReusedBuffer head = new ReusedBuffer(INITIAL_HEAD_SIZE, MAX_REUSED_HEAD_SIZE);
  private long idleSince = born;
  private boolean clean = true;
  private boolean rested;
  private boolean reused;
  private boolean inUse;
  private @Nullable ClientCall call;

  PooledConnection(Channel channel, LoopPool pool) {
    this.channel = channel;
    this.pool = pool;
    this.inUse = true;
    this.exchange = new Exchange(channel, unclean -> clean = false);
    this.sent =
        written -> {
          if (written.isSuccess()) {
            exchange.sent();
          } else if (channel.isActive()) {
            fail(written.cause());
          }
        };
  }

  Exchange exchange() {
    return exchange;
  }

  Channel channel() {
    return channel;
  }

  ServerConnections server() {
    return pool.server();
  }

  /** Called before a call uses it. */
  void begin() {
    if (!inUse) {
      inUse = true;
      pool.server().begin();
    }
  }

  /** Called when no call uses it any more. */
  void end() {
    if (inUse) {
      inUse = false;
      pool.server().end();
    }
  }

  /** Whether it may carry another call. */
  boolean isUsable(long now, PoolConfig limits) {
    return channel.isActive()
        && clean
        && (now - idleSince) / 1_000_000 < KeepAlive.idleMillis(channel, limits.idle())
        && !isOld(now, limits);
  }

  boolean isOld(long now, PoolConfig limits) {
    return now - born >= limits.life().toNanos();
  }

  /** In nanoseconds of {@link System#nanoTime}. */
  long idleSince() {
    return idleSince;
  }

  /** Called when it becomes idle. */
  void markIdle(long now) {
    idleSince = now;
    rested = true;
  }

  /** Whether it was idle, or has carried another call, before the current one. */
  boolean isReused() {
    return reused;
  }

  /** Whether a byte of the response to the current call has arrived. */
  boolean isReceived() {
    return exchange.isReceived();
  }

  /** Sends the request of the call, which also gets the response. */
  void send(ClientCall next) {
    reused = rested || exchange.isReused();
    call = next;
    exchange.begin(next.request().method());
    try {
      next.request()
          .write(channel, head.take(channel.alloc()), server().origin().authority(), sent);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    try {
      ClientCall current = call;
      if (current != null && part instanceof HttpObject object) {
        read(object, current);
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void read(HttpObject part, ClientCall current) {
    if (part.decoderResult().isFailure()) {
      fail(part.decoderResult().cause());
      return;
    }
    try {
      if (part instanceof HttpResponse head) {
        current.head(head, channel, server());
      }
      if (part instanceof HttpContent content && content.content().isReadable()) {
        current.content(content.content());
      }
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    if (part instanceof LastHttpContent) {
      end(current);
    }
  }

  private void end(ClientCall current) {
    call = null;
    if (clean && exchange.isIdle()) {
      pool.offer(this);
    } else {
      close();
    }
    try {
      current.complete(server());
    } catch (RuntimeException e) {
      // The connection may already carry another call, which must not get this error.
      log.error("The answer of an API could not be handled", e);
    }
  }

  /** Fails the exchange and closes the connection. */
  private void fail(Throwable why) {
    ClientCall current = call;
    call = null;
    close();
    if (current != null) {
      current.broken(why, this);
    }
  }

  /** Called when the call is cancelled. Thread-safe. */
  void abandon(ClientCall cancelled) {
    if (channel.eventLoop().inEventLoop()) {
      abandonNow(cancelled);
    } else {
      channel.eventLoop().execute(() -> abandonNow(cancelled));
    }
  }

  private void abandonNow(ClientCall cancelled) {
    if (call == cancelled) {
      call = null;
      close();
    }
  }

  void close() {
    clean = false;
    var _ = channel.close();
  }

  /**
   * Closes the channel: the server sends nothing more (RFC 8446, 6.1), but Netty leaves it open.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      close();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    head.free();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(
        exchange.awaitsEnd()
            ? new PrematureChannelClosureException("the answer was truncated")
            : new IOException("the connection was closed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }
}

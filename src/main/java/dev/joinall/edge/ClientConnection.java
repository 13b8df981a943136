package dev.joinall.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * The state machine of one HTTP/1.1 connection of a client, and its timeouts. {@link Bytes}, {@link
 * ExchangeHandler} and {@link ClientMessages} report its events. Used on its event loop.
 */
final class ClientConnection implements Expiring {
  /** At shutdown, a client that does not know of it may still send a request during this time. */
  private static final long LAST_CALL = TimeUnit.SECONDS.toNanos(1);

  private final Channel channel;
  private final ConnectionReaper reaper;
  private final LingeringClose lingeringClose;
  private final boolean mayBecomeHttp2;
  private final ExchangeHandler exchanges;
  private State state = State.IDLE;
  private long since;
  private boolean bodyEnded;
  private boolean isHttp2;
  private long writingSince;
  private long restBytes;
  private volatile boolean streams;

  private enum State {
    /** Between two requests. */
    IDLE,
    /** The headers are arriving. */
    HEAD,
    /** The request is being answered; its body may still be arriving. */
    REQUEST,
    /** The request is answered; the rest of its body is still arriving and is discarded. */
    REST
  }

  /**
   * Adds its handlers to the channel.
   *
   * @param codec the name of the first handler that decodes bytes to messages
   */
  ClientConnection(Channel channel, ConnectionReaper reaper, String codec) {
    this.channel = channel;
    this.reaper = reaper;
    this.since = reaper.now();
    this.lingeringClose = new LingeringClose(channel);
    this.mayBecomeHttp2 = !codec.equals(NettyPipeline.HttpCodec);
    if (!mayBecomeHttp2) {
      channel.pipeline().replace(codec, codec, new HttpServerCodec(reaper.all().decoder()));
    }
    var turns = new PipelinedRequests(channel, this::isExchanging);
    var bodies = new BodyAppender();
    this.exchanges = new ExchangeHandler(channel, this, reaper.all(), turns, bodies);
    channel
        .pipeline()
        .addBefore(codec, "joinall.lingering-close", lingeringClose)
        .addBefore(codec, "joinall.bytes", new Bytes())
        .addBefore(codec, "joinall.bodies", bodies)
        .addBefore(
            NettyPipeline.HttpTrafficHandler, "joinall.framing", new Framing(this::endUnread))
        .addBefore(NettyPipeline.HttpTrafficHandler, "joinall.turns", turns)
        .addBefore(NettyPipeline.HttpTrafficHandler, "joinall.exchanges", exchanges)
        .addAfter(
            NettyPipeline.HttpTrafficHandler,
            "joinall.connection",
            new ClientMessages(channel, this, reaper.all()));
    reaper.all().headers().on(channel, "joinall.framing");
    @Nullable ChannelHandlerContext upgrade =
        channel.pipeline().context(HttpServerUpgradeHandler.class);
    if (upgrade != null) {
      channel
          .pipeline()
          .addBefore(upgrade.name(), "joinall.upgrades", new UpgradeFilter(turns::isAnswering));
    }
  }

  private boolean isExchanging() {
    return exchanges.isBusy();
  }

  private void enter(State next) {
    state = next;
    since = reaper.now();
  }

  /** Sees the bytes before the codec. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (state == State.IDLE) {
        enter(State.HEAD);
      } else if (message instanceof ByteBuf bytes && state == State.REST) {
        restBytes += bytes.readableBytes();
      }
      context.fireChannelRead(message);
      if (becomesHttp2()) {
        context.pipeline().remove(this);
      }
      if (restBytes > reaper.all().limits().body().toBytes()) {
        abort(CloseReason.SLOW_BODY);
      }
    }
  }

  /** Without TLS, HTTP/2 begins with its preface or with an upgrade. */
  boolean becomesHttp2() {
    if (!mayBecomeHttp2 || channel.pipeline().get(Http2FrameCodec.class) == null) {
      return false;
    }
    if (!isHttp2) {
      isHttp2 = true;
      reaper.addHttp(channel); // first, so that the connection is always counted
      reaper.remove(this);
    }
    return true;
  }

  /** Called when the rest of the body cannot be read and its answer is complete. */
  private void endUnread() {
    if (state == State.REST) {
      var _ = channel.close();
    }
  }

  void requestBegins() {
    enter(State.REQUEST);
    bodyEnded = false;
    writingSince = since;
  }

  /** Called when a part of a message has arrived. */
  void received() {
    if (streams) {
      since = reaper.now();
    }
  }

  void bodyEnds() {
    bodyEnded = true;
    if (state == State.REST) {
      enter(State.IDLE);
    }
  }

  void answerEnds() {
    if (state != State.REQUEST) {
      return;
    }
    restBytes = 0;
    if (bodyEnded) {
      enter(State.IDLE);
    } else {
      state = State.REST; // since its headers
    }
  }

  @Override
  public void streams(Channel exchange, boolean begins) {
    streams = begins;
  }

  @Override
  public void progress(Channel exchange) {
    writingSince = reaper.now();
  }

  @Override
  public void check(boolean pressed) {
    Limits limits = reaper.all().limits();
    long elapsed = reaper.now() - since;
    if (ConnectionReaper.pendingBytes(channel) == 0) {
      writingSince = reaper.now();
    } else if (reaper.now() - writingSince > reaper.timeoutNanos(limits.writeTime(), pressed)) {
      abort(CloseReason.SLOW_READER);
      return;
    }
    switch (state) {
      case IDLE -> checkIdle(elapsed, limits);
      case HEAD -> {
        if (elapsed > reaper.timeoutNanos(limits.headTime(), pressed)) {
          abort(CloseReason.SLOW_HEAD);
        }
      }
      case REQUEST -> {
        if (pressed && !bodyEnded && elapsed > ConnectionReaper.REDUCED_TIMEOUT) {
          abort(CloseReason.SLOW_BODY);
        }
      }
      case REST -> {
        if (elapsed > reaper.timeoutNanos(limits.bodyTime(), pressed)) {
          abort(CloseReason.SLOW_BODY);
        }
      }
    }
  }

  private void checkIdle(long elapsed, Limits limits) {
    if (lingeringClose.hasBegun()) {
      return;
    }
    if (elapsed > ConnectionReaper.idleNanos(limits)) {
      reaper.all().count(CloseReason.IDLE);
      var _ = channel.close();
    } else if (reaper.all().closeIdle() && elapsed > LAST_CALL) {
      var _ = channel.close();
    }
  }

  private void abort(CloseReason why) {
    reaper.all().count(why);
    lingeringClose.abort();
  }
}

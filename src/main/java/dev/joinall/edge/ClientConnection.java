package dev.joinall.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * The state machine of one HTTP/1.1 connection of a client, and its timeouts. It is behind the
 * codec in the pipeline and sees requests one after another; {@link Bytes} is before the codec.
 * Used on its event loop.
 */
final class ClientConnection extends ChannelDuplexHandler implements Expiring {
  /** At shutdown, a client that has not been told of it may still send a request for this time. */
  private static final long LAST_CALL = TimeUnit.SECONDS.toNanos(1);

  private static final int FIRST_ERROR = 400;

  private final Channel channel;
  private final ConnectionReaper reaper;
  private final LingeringClose lingeringClose;
  private final boolean mayBecomeHttp2;
  private State state = State.IDLE;
  private long since;
  private boolean bodyEnded;
  private boolean broken;
  private boolean knowsChunks;
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
    channel
        .pipeline()
        .addBefore(codec, "joinall.goodbye", lingeringClose)
        .addBefore(codec, "joinall.bytes", new Bytes())
        .addBefore(
            NettyPipeline.HttpTrafficHandler, "joinall.framing", new Framing(this::endUnread))
        .addBefore(
            NettyPipeline.HttpTrafficHandler, "joinall.turns", new PipelinedRequests(channel))
        .addAfter(NettyPipeline.HttpTrafficHandler, "joinall.connection", this);
    @Nullable ChannelHandlerContext upgrade =
        channel.pipeline().context(HttpServerUpgradeHandler.class);
    if (upgrade != null) {
      channel.pipeline().addBefore(upgrade.name(), "joinall.upgrades", new UpgradeFilter());
    }
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
        cut(CloseReason.SLOW_BODY);
      }
    }
  }

  /** Without TLS, HTTP/2 begins with its preface or with an upgrade. */
  private boolean becomesHttp2() {
    if (!mayBecomeHttp2 || channel.pipeline().get(Http2FrameCodec.class) == null) {
      return false;
    }
    if (!isHttp2) {
      isHttp2 = true;
      reaper.remove(this);
      reaper.addHttp(channel);
    }
    return true;
  }

  /** The event may be the upgrade to HTTP/2, before the first frame. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    var _ = becomesHttp2();
    context.fireUserEventTriggered(event);
  }

  /** The rest of the body cannot be read, and its answer is complete. */
  private void endUnread() {
    if (state == State.REST) {
      var _ = channel.close();
    }
  }

  /**
   * Replaces the rest of a body whose framing is broken. The connection closes after the answer.
   */
  private Object brokenEnd() {
    Framing.setBroken(channel);
    broken = true;
    return LastHttpContent.EMPTY_LAST_CONTENT;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    Object message = read.equals(Framing.BROKEN) ? brokenEnd() : read;
    if (message instanceof HttpRequest request) {
      knowsChunks = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
      enter(State.REQUEST);
      bodyEnded = false;
      writingSince = since;
    }
    if (streams) {
      since = reaper.now();
    }
    if (message instanceof LastHttpContent) {
      bodyEnded = true;
      if (state == State.REST) {
        enter(State.IDLE);
      }
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object written, ChannelPromise promise) {
    Object message = BareAnswers.explained(written, channel);
    boolean promises = message instanceof HttpResponse it && isInformational(it);
    if (message instanceof HttpResponse answer && !promises) {
      end(answer);
    }
    var _ = context.write(message, HeldWrites.counted(message, promise, reaper.all().memory()));
    if (message instanceof LastHttpContent && !promises && state == State.REQUEST) {
      answered();
    }
  }

  /**
   * Without this header, a cache could keep an answer that the server makes by itself, such as 414.
   */
  private void end(HttpResponse answer) {
    if (broken || reaper.all().areLastAnswers()) {
      HttpUtil.setKeepAlive(answer, false);
    }
    // RFC 9112, 6.1: the end of the connection is the end of the body.
    if (!knowsChunks && HttpUtil.isTransferEncodingChunked(answer)) {
      HttpUtil.setTransferEncodingChunked(answer, false);
      HttpUtil.setKeepAlive(answer, false);
    }
    if (answer.status().code() >= FIRST_ERROR
        && !answer.headers().contains(HttpHeaderNames.CACHE_CONTROL)) {
      answer.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }
  }

  /** Such as 100 (Continue): the final answer follows. */
  private static boolean isInformational(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void answered() {
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
    long past = reaper.now() - since;
    if (ConnectionReaper.pendingBytes(channel) == 0) {
      writingSince = reaper.now();
    } else if (reaper.now() - writingSince > reaper.patience(limits.writeTime(), pressed)) {
      cut(CloseReason.SLOW_READER);
      return;
    }
    switch (state) {
      case IDLE -> checkIdle(past, limits);
      case HEAD -> {
        if (past > reaper.patience(limits.headTime(), pressed)) {
          cut(CloseReason.SLOW_HEAD);
        }
      }
      case REQUEST -> {
        if (pressed && !bodyEnded && past > ConnectionReaper.REDUCED_TIMEOUT) {
          cut(CloseReason.SLOW_BODY);
        }
      }
      case REST -> {
        if (past > reaper.patience(limits.bodyTime(), pressed)) {
          cut(CloseReason.SLOW_BODY);
        }
      }
    }
  }

  private void checkIdle(long past, Limits limits) {
    if (lingeringClose.hasBegun()) {
      return;
    }
    if (past > ConnectionReaper.idleNanos(limits)) {
      reaper.all().count(CloseReason.IDLE);
      var _ = channel.close();
    } else if (reaper.all().closeIdle() && past > LAST_CALL) {
      var _ = channel.close();
    }
  }

  private void cut(CloseReason why) {
    reaper.all().count(why);
    lingeringClose.abort();
  }
}

package dev.joinall.web.edge;

import dev.joinall.run.Held;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import reactor.netty.NettyPipeline;

/**
 * One connection of a client: how far it is, since when, and what it may still do. It stands behind
 * the codec, where requests come one after the other; {@link Bytes} stands before. On its loop
 * alone.
 */
final class ClientConnection extends ChannelDuplexHandler {
  /** When there is little room left, nobody who is slow gets more time. */
  private static final long HASTE = TimeUnit.SECONDS.toNanos(2);

  /** So long a client that is told nothing may still send a request to a server that stops. */
  private static final long LAST_CALL = TimeUnit.SECONDS.toNanos(1);

  private final Channel channel;
  private final Watch watch;
  private final Goodbye goodbye;
  private final Queue<Object> heldBack = new ArrayDeque<>(0);
  private State state = State.IDLE;
  private long since;
  private boolean bodyEnded;
  private long writingSince;
  private long restBytes;

  private enum State {
    /** Between two requests. */
    IDLE,
    /** The headers come. */
    HEAD,
    /** It is being answered; its body may still come. */
    REQUEST,
    /** It is answered; the rest of its body still comes, and nobody reads it. */
    REST
  }

  ClientConnection(Channel channel, Watch watch) {
    this.channel = channel;
    this.watch = watch;
    this.since = watch.now();
    this.goodbye = new Goodbye(channel);
    channel
        .pipeline()
        .addBefore(NettyPipeline.HttpCodec, "joinall.goodbye", goodbye)
        .addBefore(NettyPipeline.HttpCodec, "joinall.bytes", new Bytes())
        .addAfter(NettyPipeline.HttpTrafficHandler, "joinall.connection", this);
  }

  private void enter(State next) {
    state = next;
    since = watch.now();
  }

  /** Sees bytes before they are anything. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (state == State.IDLE) {
        enter(State.HEAD);
      } else if (message instanceof ByteBuf bytes && state == State.REST) {
        restBytes += bytes.readableBytes();
      }
      context.fireChannelRead(message);
      if (restBytes > watch.all().limits().body().toBytes()) {
        cut(Cut.SLOW_BODY);
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!heldBack.isEmpty() || (message instanceof HttpRequest && !channel.isWritable())) {
      heldBack.add(message);
    } else {
      pass(context, message);
    }
  }

  /** A client that does not take its answers gets no more of them. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    while (channel.isWritable() && !heldBack.isEmpty()) {
      pass(context, heldBack.remove());
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    heldBack.forEach(ReferenceCountUtil::release);
    heldBack.clear();
  }

  private void pass(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      enter(State.REQUEST);
      bodyEnded = false;
      writingSince = since;
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
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean promises = message instanceof HttpResponse it && isInformational(it);
    if (message instanceof HttpResponse answer && !promises && watch.all().sayGoodbye()) {
      HttpUtil.setKeepAlive(answer, false);
    }
    var _ = context.write(message, counted(message, promise));
    if (message instanceof LastHttpContent && !promises && state == State.REQUEST) {
      answered();
    }
  }

  /**
   * Until it is with the system, a large one is held in memory; the server's own word that it is
   * written comes before.
   */
  private ChannelPromise counted(Object message, ChannelPromise promise) {
    int bytes = message instanceof ByteBufHolder part ? part.content().readableBytes() : 0;
    if (bytes <= Held.SMALL) {
      return promise;
    }
    Held.Share share = watch.all().held().share();
    share.hold(bytes);
    return promise.unvoid().addListener(taken -> share.giveBack());
  }

  /** Such as 100, by which a client is asked for its body: the answer comes after it. */
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

  /** Who was given enough time is cut off. */
  void check(boolean pressed) {
    Limits limits = watch.all().limits();
    long past = watch.now() - since;
    if (pending() == 0) {
      writingSince = watch.now();
    } else if (watch.now() - writingSince > patience(limits.writeTime().toNanos(), pressed)) {
      cut(Cut.SLOW_READER);
      return;
    }
    switch (state) {
      case IDLE -> checkIdle(past, limits);
      case HEAD -> {
        if (past > patience(limits.headTime().toNanos(), pressed)) {
          cut(Cut.SLOW_HEAD);
        }
      }
      case REQUEST -> {
        if (pressed && !bodyEnded && past > HASTE) {
          cut(Cut.SLOW_BODY);
        }
      }
      case REST -> {
        if (past > patience(limits.bodyTime().toNanos(), pressed)) {
          cut(Cut.SLOW_BODY);
        }
      }
    }
  }

  private void checkIdle(long past, Limits limits) {
    if (past > limits.idleTime().toNanos()) {
      watch.all().count(Cut.IDLE);
      var _ = channel.close();
    } else if (watch.all().letGoOfIdle() && past > LAST_CALL) {
      var _ = channel.close();
    }
  }

  /** Bytes that the client has not taken, nor the system for it. */
  private long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  private void cut(Cut why) {
    watch.all().count(why);
    goodbye.unsaid();
  }

  private static long patience(long usual, boolean pressed) {
    return pressed ? Math.min(usual, HASTE) : usual;
  }
}

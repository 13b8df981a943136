package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

/**
 * Passes the pipelined requests of a connection (RFC 9112, section 9.3.2) to the server one by one:
 * the next one when the response to the previous one is complete and the client reads its data.
 * Reactor Netty does not answer a malformed request that arrives between the end of a response and
 * the end of its operation, and it drops requests before one with {@code Connection: close}. The
 * queue is bounded by one read. Used on the event loop of its channel.
 */
final class PipelinedRequests extends ChannelDuplexHandler {
  private final Channel channel;
  private final Queue<Object> waiting = new ArrayDeque<>(0);
  private final BooleanSupplier exchanging;
  private @Nullable ChannelHandlerContext added;
  private boolean readIsDue;

  /**
   * @param exchanging whether a request is being answered by an {@link ExchangeHandler}
   */
  PipelinedRequests(Channel channel, BooleanSupplier exchanging) {
    this.channel = channel;
    this.exchanging = exchanging;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (waiting.isEmpty() && !mustWait(message)) {
      context.fireChannelRead(message);
    } else {
      waiting.add(message);
    }
  }

  private boolean mustWait(Object message) {
    return message instanceof HttpRequest && (isExchanging() || !channel.isWritable());
  }

  private boolean isExchanging() {
    return exchanging.getAsBoolean() || ChannelOperations.get(channel) != null;
  }

  /** Whether a request of the connection is not answered yet. */
  boolean isAnswering() {
    return !waiting.isEmpty() || isExchanging();
  }

  /** The server signals the end of a response by one of these events. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    context.fireUserEventTriggered(event);
    schedulePass(context);
  }

  /** Called when an exchange has ended. */
  void schedulePass() {
    if (added != null) {
      schedulePass(added);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.fireChannelWritabilityChanged();
    schedulePass(context);
  }

  /** Deferred, because the server is still handling this event. */
  private void schedulePass(ChannelHandlerContext context) {
    if (!waiting.isEmpty()) {
      context.executor().execute(() -> drain(context));
    }
  }

  private void drain(ChannelHandlerContext context) {
    while (!waiting.isEmpty() && !mustWait(waiting.element())) {
      context.fireChannelRead(waiting.remove());
    }
    if (waiting.isEmpty() && readIsDue) {
      readIsDue = false;
      context.read();
    }
  }

  /** Suspends reading while requests are queued. */
  @Override
  public void read(ChannelHandlerContext context) {
    if (waiting.isEmpty()) {
      context.read();
    } else {
      readIsDue = true;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}

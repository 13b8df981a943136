package dev.joinall.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes each request of an HTTP/1.1 connection to its {@link RequestAcceptor}, or else to Reactor
 * Netty, which keeps its own state for its own requests. {@link PipelinedRequests} before it passes
 * one request after the other. Used on the event loop of its channel.
 */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
  private final ClientConnection connection;
  private final ClientConnections all;
  private final PipelinedRequests turns;
  private final BodyAppender bodies;
  private final Channel channel;
  private @Nullable ChannelHandlerContext added;

  /** The exchange that is not answered yet. */
  private @Nullable ClientExchange current;

  /** Whether the arriving messages belong to an accepted request. */
  private boolean accepted;

  /** Whether the body of that request is still arriving. */
  private boolean arriving;

  private boolean keepAlive;
  private boolean broken;
  private boolean closing;
  private int requests;

  ExchangeHandler(
      Channel channel,
      ClientConnection connection,
      ClientConnections all,
      PipelinedRequests turns,
      BodyAppender bodies) {
    this.channel = channel;
    this.connection = connection;
    this.all = all;
    this.turns = turns;
    this.bodies = bodies;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(added, "the handler is not added");
  }

  Channel channel() {
    return channel;
  }

  boolean isBroken() {
    return broken;
  }

  /** Whether the next request has to wait. */
  boolean isBusy() {
    return current != null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
    } else if (message instanceof HttpRequest request) {
      head(context, request);
    } else if (!accepted) {
      context.fireChannelRead(message);
    } else if (message.equals(Framing.BROKEN)) {
      broken = true;
      bodyEnds();
    } else if (message instanceof HttpContent part) {
      content(part);
    } else {
      context.fireChannelRead(message);
    }
  }

  private void head(ChannelHandlerContext context, HttpRequest request) {
    requests++;
    RequestAcceptor.@Nullable Responder responder =
        request.decoderResult().isSuccess() && !(request instanceof FullHttpRequest)
            ? all.acceptor().accept(request)
            : null;
    accepted = responder != null;
    if (responder != null) {
      begin(request, responder);
      return;
    }
    BareAnswers.recordDefect(request, channel);
    if (isLast()) {
      HttpUtil.setKeepAlive(request, false); // the server behind counts its own requests alone
    }
    context.fireChannelRead(request);
  }

  private boolean isLast() {
    return all.maxRequests() > 0 && requests >= all.maxRequests();
  }

  private void begin(HttpRequest request, RequestAcceptor.Responder responder) {
    arriving = true;
    keepAlive = HttpUtil.isKeepAlive(request);
    connection.requestBegins();
    if (channel.config().isAutoRead()) {
      channel.config().setAutoRead(false); // the server behind has left it on
    }
    var exchange = new ClientExchange(this, request);
    current = exchange;
    responder.respond(exchange);
  }

  private void content(HttpContent part) {
    connection.received();
    if (current != null && part.content().isReadable()) {
      current.received(part.content());
    }
    part.release();
    if (part instanceof LastHttpContent) {
      bodyEnds();
    }
  }

  private void bodyEnds() {
    arriving = false;
    connection.bodyEnds();
    if (current != null) {
      current.bodyEnds();
    }
  }

  /** Always reads the connection between two bodies, to notice that the client disconnects. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (accepted && (!arriving || current == null || current.wantsMore())) {
      context.read();
    }
    context.fireChannelReadComplete();
  }

  /** Called when the subscriber of the body has requested more. */
  void readMore() {
    if (arriving) {
      var _ = context().read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (current != null) {
      ClientExchange exchange = current;
      current = null;
      exchange.disconnected();
    }
    context.fireChannelInactive();
  }

  /** Writes the answer of an exchange, and lets the next request pass. */
  void write(
      ClientExchange exchange,
      int status,
      HttpHeaders headers,
      ResponseBody content,
      ChannelPromise promise) {
    if (exchange != current) {
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    current = null;
    boolean last = closes(headers);
    if (last) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    UncachedErrors.mark(status, headers);
    closing = last;
    ChannelPromise counted = HeldWrites.counted(content.length(), promise, all.memory());
    write(exchange.request().method(), status, headers, content, counted);
    connection.answerEnds();
    if (last) {
      promise.addListener(ChannelFutureListener.CLOSE);
    } else {
      if (arriving) {
        var _ = context().read(); // the rest of the body is discarded
      }
      turns.schedulePass();
    }
  }

  private void write(
      HttpMethod method,
      int status,
      HttpHeaders headers,
      ResponseBody content,
      ChannelPromise promise) {
    if (content.length() > 0 && mayHaveContent(method, status)) {
      bodies.next(content);
    }
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.EMPTY_BUFFER,
            headers,
            EmptyHttpHeaders.INSTANCE);
    var _ = context().writeAndFlush(response, promise);
    bodies.discard();
  }

  /** RFC 9112, 6.3. */
  private static boolean mayHaveContent(HttpMethod method, int status) {
    return !method.equals(HttpMethod.HEAD) && status >= 200 && !ClientExchange.isEmpty(status);
  }

  private boolean closes(HttpHeaders headers) {
    return !keepAlive
        || broken
        || isLast()
        || all.areLastAnswers()
        || headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }
}

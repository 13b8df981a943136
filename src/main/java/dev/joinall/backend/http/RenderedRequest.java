package dev.joinall.backend.http;

import dev.joinall.backend.http.client.ClientRequest;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/** The request of one call: its head and its content, as bytes. */
final class RenderedRequest implements ClientRequest {
  static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
  static final AsciiString BAGGAGE = AsciiString.cached("baggage");
  private static final byte[] EMPTY = {};

  /** The extra bytes that most calls need for their computed headers. */
  private static final int MORE = 160;

  private final PreparedCall prepared;
  private final RequestHead common;
  private final Scope scope;
  private Trace trace = Trace.NONE;
  private String target = "";
  private @Nullable HttpHeaders own;
  private byte[] bytes = EMPTY;

  /**
   * @param common the common head of all requests of the call
   */
  RenderedRequest(PreparedCall prepared, RequestHead common, Scope scope) {
    this.prepared = prepared;
    this.common = common;
    this.scope = scope;
  }

  /**
   * Evaluates the expressions, once, before the request is written.
   *
   * @param caller its context has the trace of the task, if the trace is recorded
   */
  void render(CoreSubscriber<?> caller) {
    trace = scope.trace();
    if (trace.isRecorded()) {
      trace = Trace.in(caller.currentContext(), trace);
    }
    target = prepared.uri().render(scope);
    Optional<String> type = Optional.empty();
    if (prepared.content().isPresent()) {
      CallContent.Rendered rendered = prepared.content().get().render(scope);
      bytes = rendered.bytes();
      type = Optional.of(rendered.type());
    }
    if (!prepared.headers().isEmpty(scope) || type.isPresent()) {
      HttpHeaders rendered = prepared.headers().render(scope, caller.currentContext(), type);
      prepared.deadlineHeader().ifPresent(rendered::remove);
      own = rendered;
    }
  }

  @Override
  public HttpMethod method() {
    return common.method();
  }

  @Override
  public boolean isRepeatable() {
    return !prepared.effect() && prepared.upload().isEmpty();
  }

  @Override
  public boolean countsAgainstServer() {
    return prepared.upload().isEmpty();
  }

  @Override
  public boolean isLate() {
    return scope.remaining() <= 0;
  }

  @Override
  public void write(Channel channel, ByteBuf empty, String authority, ChannelFutureListener sent) {
    ByteBuf out = empty;
    out.ensureWritable(common.length() + target.length() + MORE);
    try {
      writeHead(out, authority);
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
    prepared.span().begin(authority, target, scope.call());
    if (prepared.upload().isPresent()) {
      prepared.upload().get().write(channel, out, scope, sent);
      return;
    }
    if (bytes.length > 0) {
      var _ = channel.write(out, channel.voidPromise());
      out = Unpooled.wrappedBuffer(bytes);
    }
    var _ = channel.writeAndFlush(out).addListener(sent);
  }

  private void writeHead(ByteBuf out, String authority) {
    HttpHeaders mine = own;
    if (mine == null) {
      common.write(out, target, authority);
    } else {
      common.write(out, target, authority, mine);
    }
    writeTrace(out, mine);
    // Computed after the wait for a connection, which takes time too.
    Optional<String> deadline = prepared.deadlineHeader();
    if (deadline.isPresent()) {
      RequestHead.writeLine(out, deadline.get(), PreparedCall.millisLeft(scope));
    }
    if (prepared.content().isPresent() || declaresEmptyContent()) {
      RequestHead.writeLine(out, HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
    } else if (prepared.upload().isPresent() && !has(mine, HttpHeaderNames.CONTENT_LENGTH)) {
      RequestHead.writeLine(out, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    RequestHead.end(out);
  }

  private void writeTrace(ByteBuf out, @Nullable HttpHeaders mine) {
    if (!trace.outgoing().isEmpty() && !has(mine, TRACEPARENT)) {
      RequestHead.writeLine(out, TRACEPARENT, trace.outgoing());
    }
    if (!trace.state().isEmpty() && !has(mine, TRACESTATE)) {
      RequestHead.writeLine(out, TRACESTATE, trace.state());
    }
    if (!trace.baggage().isEmpty() && !has(mine, BAGGAGE)) {
      RequestHead.writeLine(out, BAGGAGE, trace.baggage());
    }
  }

  /** A request without content declares that, if its method usually has content (RFC 9110, 8.6). */
  private boolean declaresEmptyContent() {
    return prepared.effect() && prepared.upload().isEmpty() && !method().equals(HttpMethod.DELETE);
  }

  private boolean has(@Nullable HttpHeaders mine, CharSequence name) {
    return common.has(name) || (mine != null && mine.contains(name));
  }
}

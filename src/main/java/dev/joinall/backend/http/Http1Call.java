package dev.joinall.backend.http;

import dev.joinall.backend.Tried;
import dev.joinall.backend.http.client.AnswerHandler;
import dev.joinall.backend.http.client.ClientCall;
import dev.joinall.backend.http.client.ClientRequest;
import dev.joinall.backend.http.client.ConnectionPool;
import dev.joinall.backend.http.client.Connector;
import dev.joinall.json.Json;
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
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** One call on its way: its subscription, its request, and what gets the answer. */
final class Http1Call implements Subscription, ClientRequest, AnswerHandler {
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
  private static final AsciiString BAGGAGE = AsciiString.cached("baggage");
  private static final byte[] NOTHING = {};

  /** Bytes of a head for what is computed for each call, of most calls. */
  private static final int MORE = 160;

  private final PreparedCall prepared;
  private final RequestHead common;
  private final Scope scope;
  private final CoreSubscriber<? super Json> caller;
  private final ClientCall call;
  private Trace trace = Trace.NONE;
  private String target = "";
  private @Nullable HttpHeaders own;
  private byte[] bytes = NOTHING;
  private @Nullable AnswerHead answer;
  private @Nullable Body body;
  private volatile @Nullable StreamedContent stream;
  private volatile boolean cancelled;
  private boolean begun;

  /**
   * @param common what the requests of the call have in common
   */
  Http1Call(
      ConnectionPool pool,
      PreparedCall prepared,
      RequestHead common,
      Scope scope,
      CoreSubscriber<? super Json> caller) {
    this.prepared = prepared;
    this.common = common;
    this.scope = scope;
    this.caller = caller;
    this.call = new ClientCall(pool, this, this, Tried.in(caller.currentContext()).orElse(null));
  }

  @Override
  public void request(long n) {
    if (!Operators.validate(n) || begun) {
      return;
    }
    begun = true;
    try {
      render();
    } catch (RuntimeException e) {
      caller.onError(prepared.translate(e, false));
      return;
    }
    call.start();
  }

  private void render() {
    trace = Trace.in(caller.currentContext(), scope.trace());
    target = prepared.uri().render(scope);
    Optional<String> type = Optional.empty();
    if (prepared.content().isPresent()) {
      CallContent.Rendered rendered = prepared.content().get().render(scope);
      bytes = rendered.bytes();
      type = Optional.of(rendered.type());
    }
    if (!prepared.headers().isEmpty() || type.isPresent()) {
      HttpHeaders rendered = prepared.headers().render(scope, type);
      prepared.deadlineHeader().ifPresent(rendered::remove);
      own = rendered;
    }
  }

  /** A stream that has begun is ended by whoever has it. */
  @Override
  public void cancel() {
    cancelled = true;
    if (stream == null) {
      call.cancel();
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
  public boolean tellsOfServer() {
    return prepared.upload().isEmpty();
  }

  @Override
  public boolean isLate() {
    return scope.remaining() <= 0;
  }

  @Override
  public void write(Channel channel, String authority, ChannelFutureListener sent) {
    ByteBuf out = channel.alloc().directBuffer(common.length() + target.length() + MORE);
    writeHead(out, authority);
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
    prepared
        .deadlineHeader()
        .ifPresent(name -> RequestHead.writeLine(out, name, PreparedCall.millisLeft(scope)));
    if (prepared.content().isPresent() || saysNone()) {
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

  /** A request with a method that usually has content says that it has none (RFC 9110, 8.6). */
  private boolean saysNone() {
    return prepared.effect() && prepared.upload().isEmpty() && !method().equals(HttpMethod.DELETE);
  }

  private boolean has(@Nullable HttpHeaders mine, CharSequence name) {
    return common.has(name) || (mine != null && mine.contains(name));
  }

  @Override
  public void head(int status, HttpHeaders received, Channel channel) {
    answer = new AnswerHead(status, received, Connector.isProxied(channel));
    CallSpan.answered(status, scope.call());
    if (prepared.streamed().isEmpty()
        || !prepared.streamed().get().passes(status, scope.transfer())) {
      body = prepared.answers().begin(status, scope.call());
      return;
    }
    var opened = new StreamedContent(channel.eventLoop(), call::cancel);
    Json value = prepared.streamed().get().open(answer, channel, opened.bytes(), scope);
    stream = opened;
    if (cancelled) {
      opened.fail(new CancellationException("the call was cancelled"));
      call.cancel();
    } else {
      value(value);
    }
  }

  @Override
  public void content(ByteBuf part) {
    StreamedContent passing = stream;
    if (passing != null) {
      passing.next(part);
    } else if (body != null) {
      body.add(part);
    }
  }

  @Override
  public void complete() {
    StreamedContent passing = stream;
    if (passing != null) {
      passing.complete();
      return;
    }
    Json value;
    try {
      value = prepared.answers().end(head(), body, scope.call());
    } catch (RuntimeException e) {
      caller.onError(prepared.translate(e, true));
      return;
    }
    value(value);
  }

  private AnswerHead head() {
    AnswerHead received = answer;
    if (received == null) {
      throw new IllegalStateException("an end without a head");
    }
    return received;
  }

  private void value(@Nullable Json value) {
    if (value != null) {
      caller.onNext(value);
    }
    caller.onComplete();
  }

  @Override
  public void failed(Throwable why, boolean sent) {
    StreamedContent passing = stream;
    if (passing != null) {
      passing.fail(why);
      return;
    }
    if (answer == null) {
      caller.onError(prepared.translate(why, sent));
      return;
    }
    Json value;
    try {
      value = prepared.answers().failed(answer, why, scope.call());
    } catch (RuntimeException e) {
      caller.onError(prepared.translate(e, sent));
      return;
    }
    value(value);
  }
}

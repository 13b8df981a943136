package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.AnswerHandler;
import dev.joinall.backend.http.client.ClientCall;
import dev.joinall.backend.http.client.ClientRequest;
import dev.joinall.backend.http.client.ConnectionPool;
import dev.joinall.backend.http.client.LargeHead;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** One prepared call over HTTP/1.1. */
final class Http1Step implements Step {
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");
  private static final byte[] NOTHING = {};

  /** Bytes of a head for what is computed for each call, of most calls. */
  private static final int MORE = 160;

  private final ConnectionPool pool;
  private final boolean effect;
  private final UriTemplate uri;
  private final RequestHead usual;

  /** For a client that asks for the head of a stream only. */
  private final RequestHead headOnly;

  private final CallHeaders headers;
  private final Optional<CallContent> content;
  private final AnswerReader answers;
  private final Optional<StreamedAnswers> streamed;
  private final Optional<UploadSender> upload;
  private final Optional<String> deadlineHeader;

  Http1Step(
      ConnectionPool pool,
      HttpCall call,
      UriTemplate uri,
      Templates templates,
      BackendConfig backend,
      String host) {
    this.pool = pool;
    this.effect = call.effect();
    this.uri = uri;
    this.upload =
        call.body().filter(templates::takeBody).map(it -> new UploadSender(call.patience()));
    boolean conditional = call.streams() && call.method() == HttpCall.Method.GET;
    var declared = templates.compile(call.headers());
    this.headers = new CallHeaders(declared, conditional, upload.isPresent());
    this.content =
        upload.isPresent() ? Optional.empty() : CallContent.compile(call, declared, templates);
    this.answers = new AnswerReader(call, backend.maxBody());
    this.streamed = StreamedAnswers.of(call);
    this.deadlineHeader = ((HttpOptions) backend.options()).deadlineHeader();
    var method = HttpMethod.valueOf(call.method().name());
    HttpHeaders common = common(call, backend, host);
    deadlineHeader.ifPresent(common::remove);
    this.usual = new RequestHead(method, common);
    this.headOnly = conditional ? new RequestHead(HttpMethod.HEAD, common) : usual;
    StreamRules.check(call, upload.isPresent(), templates.problems());
  }

  private static HttpHeaders common(HttpCall call, BackendConfig backend, String host) {
    HttpHeaders common = BackendHeaders.of(backend, call);
    if (!common.contains(HttpHeaderNames.HOST)) {
      common.set(HttpHeaderNames.HOST, host);
    }
    return common;
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Json> caller) {
        caller.onSubscribe(new Call(scope, caller));
      }
    };
  }

  /** A {@code StepException} is a fault already. An effect that may have happened is unknown. */
  private Throwable translate(Throwable error, boolean sent) {
    Throwable cause = Exceptions.unwrap(error);
    if (cause instanceof StepException || cause instanceof InvalidExpression) {
      return cause;
    }
    Fault fault = HttpFaults.translate(cause);
    if (effect && cause instanceof LargeHead large) {
      // The status says whether it happened, although nothing else of the answer can be used.
      return new StepException(answers.accepts(large.status()) ? fault.ofAccepted() : fault);
    }
    return new StepException(
        effect && sent && HttpFaults.wasSent(cause)
            ? Fault.of(Fault.Type.UNKNOWN, fault.detail())
            : fault);
  }

  /** One call on its way: its subscription, its request, and what gets the answer. */
  private final class Call implements Subscription, ClientRequest, AnswerHandler {
    private final Scope scope;
    private final CoreSubscriber<? super Json> caller;
    private final ClientCall call = new ClientCall(pool, this, this);
    private Trace trace = Trace.NONE;
    private String target = "";
    private @Nullable HttpHeaders own;
    private byte[] bytes = NOTHING;
    private @Nullable AnswerHead answer;
    private @Nullable Body body;
    private volatile @Nullable StreamedContent stream;
    private volatile boolean cancelled;
    private boolean begun;

    Call(Scope scope, CoreSubscriber<? super Json> caller) {
      this.scope = scope;
      this.caller = caller;
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
        caller.onError(translate(e, false));
        return;
      }
      call.start();
    }

    private void render() {
      trace = Trace.in(caller.currentContext(), scope.trace());
      target = uri.render(scope);
      Optional<String> type = Optional.empty();
      if (content.isPresent()) {
        CallContent.Rendered rendered = content.get().render(scope);
        bytes = rendered.bytes();
        type = Optional.of(rendered.type());
      }
      if (!headers.isEmpty() || type.isPresent()) {
        HttpHeaders rendered = headers.render(scope, type);
        deadlineHeader.ifPresent(rendered::remove);
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

    private RequestHead common() {
      return scope.transfer().isHead() ? headOnly : usual;
    }

    @Override
    public HttpMethod method() {
      return common().method();
    }

    @Override
    public boolean isRepeatable() {
      return !effect && upload.isEmpty();
    }

    @Override
    public void write(Channel channel, ChannelFutureListener sent) {
      ByteBuf out = channel.alloc().directBuffer(common().length() + target.length() + MORE);
      writeHead(out);
      if (upload.isPresent()) {
        upload.get().write(channel, out, scope, sent);
        return;
      }
      if (bytes.length > 0) {
        var _ = channel.write(out, channel.voidPromise());
        out = Unpooled.wrappedBuffer(bytes);
      }
      var _ = channel.writeAndFlush(out).addListener(sent);
    }

    private void writeHead(ByteBuf out) {
      HttpHeaders mine = own;
      if (mine == null) {
        common().write(out, target);
      } else {
        common().write(out, target, mine);
      }
      writeTrace(out, mine);
      // Computed after the wait for a connection, which takes time too.
      deadlineHeader.ifPresent(name -> RequestHead.write(out, name, millisLeft(scope)));
      if (content.isPresent() || saysNone()) {
        RequestHead.write(out, HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
      } else if (upload.isPresent() && !has(mine, HttpHeaderNames.CONTENT_LENGTH)) {
        RequestHead.write(out, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
      RequestHead.end(out);
    }

    private void writeTrace(ByteBuf out, @Nullable HttpHeaders mine) {
      if (!trace.outgoing().isEmpty() && !has(mine, TRACEPARENT)) {
        RequestHead.write(out, TRACEPARENT, trace.outgoing());
      }
      if (!trace.state().isEmpty() && !has(mine, TRACESTATE)) {
        RequestHead.write(out, TRACESTATE, trace.state());
      }
    }

    /** A request with a method that usually has content says that it has none (RFC 9110, 8.6). */
    private boolean saysNone() {
      return effect && upload.isEmpty() && !method().equals(HttpMethod.DELETE);
    }

    private boolean has(@Nullable HttpHeaders mine, CharSequence name) {
      return common().has(name) || (mine != null && mine.contains(name));
    }

    private static String millisLeft(Scope scope) {
      return Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(scope.remaining())));
    }

    @Override
    public void head(int status, HttpHeaders received, Channel channel) {
      answer = new AnswerHead(status, received);
      if (streamed.isEmpty() || !streamed.get().passes(status, scope.transfer())) {
        body = answers.begin(status, scope.call());
        return;
      }
      var opened = new StreamedContent(channel.eventLoop(), call::cancel);
      Json value = streamed.get().open(answer, channel, opened.bytes(), scope);
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
        value = answers.end(head(), body, scope.call());
      } catch (RuntimeException e) {
        caller.onError(translate(e, true));
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
        caller.onError(translate(why, sent));
        return;
      }
      Json value;
      try {
        value = answers.failed(answer, why, scope.call());
      } catch (RuntimeException e) {
        caller.onError(translate(e, sent));
        return;
      }
      value(value);
    }
  }
}

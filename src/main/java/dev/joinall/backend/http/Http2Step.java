package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.LargeHead;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import dev.joinall.template.CallRecord;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.ConnectException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** One prepared call over HTTP/2. */
final class Http2Step implements Step {
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");

  /** Context key of the {@link SentRequest}; one client for each call would be a copy. */
  private static final Object REQUEST = SentRequest.class;

  private final Http2Senders senders;
  private final HostNames names;
  private final String host;
  private final boolean effect;
  private final UriTemplate uri;
  private final CallHeaders headers;
  private final Optional<CallContent> content;
  private final AnswerReader answers;
  private final Optional<StreamedAnswers> streamed;
  private final Optional<UploadSender> upload;
  private final Optional<String> deadlineHeader;

  Http2Step(
      HttpClient client,
      HostNames names,
      HttpCall call,
      UriTemplate uri,
      Templates templates,
      BackendConfig backend) {
    this.names = names;
    this.host = Authority.required(backend.address()).host();
    this.effect = call.effect();
    this.upload =
        call.body().filter(templates::takeBody).map(it -> new UploadSender(call.patience()));
    this.senders = Http2Senders.of(client, call, backend, Http2Step::begin);
    this.uri = uri;
    var declared = templates.compile(call.headers());
    boolean conditional = call.streams() && call.method() == HttpCall.Method.GET;
    this.headers = new CallHeaders(declared, conditional, upload.isPresent());
    this.content =
        upload.isPresent() ? Optional.empty() : CallContent.compile(call, declared, templates);
    this.answers = new AnswerReader(call, backend.maxBody());
    this.streamed = StreamedAnswers.of(call);
    this.deadlineHeader = ((HttpOptions) backend.options()).deadlineHeader();
    StreamRules.check(call, upload.isPresent(), templates.problems());
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.deferContextual(context -> send(scope, context)).onErrorMap(this::translate);
  }

  private Mono<Json> send(Scope scope, ContextView context) {
    var request = senders.of(scope).uri(uri.render(scope));
    Trace trace = Trace.in(context, scope.trace());
    if (upload.isPresent()) {
      return received(
          scope, upload.get().send(request, scope), headers(scope, trace, Optional.empty()));
    }
    if (content.isEmpty()) {
      return received(scope, request, headers(scope, trace, Optional.empty()));
    }
    CallContent.Rendered rendered = content.get().render(scope);
    return received(
        scope,
        request.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(rendered.bytes()))),
        headers(scope, trace, Optional.of(rendered.type())));
  }

  private Mono<Json> received(
      Scope scope, HttpClient.ResponseReceiver<?> request, Consumer<HttpHeaders> headers) {
    var sent = new SentRequest(headers, effect);
    Flux<Json> value =
        streamed.isPresent()
            ? request.responseConnection((head, on) -> {
              sent.answered();
              return streamed.get().passes(head.status().code(), scope.transfer())
                  ? Mono.just(opened(streamed.get(), AnswerHead.of(head), on, scope))
                  : read(AnswerHead.of(head), on.inbound().receive(), scope.call());
            })
            : request.response((head, rest) -> {
              sent.answered();
              return read(AnswerHead.of(head), rest, scope.call());
            });
    return resending(sent, value.singleOrEmpty().contextWrite(Context.of(REQUEST, sent)));
  }

  private static Json opened(
      StreamedAnswers streamed, AnswerHead head, Connection on, Scope scope) {
    return streamed.open(
        head, on.channel(), on.inbound().receive().map(StreamedContent::copied), scope);
  }

  private Mono<Json> read(AnswerHead head, ByteBufFlux content, CallRecord record) {
    Body body = answers.begin(head.status(), record);
    Mono<Optional<Throwable>> arrived =
        (body == null ? content.then() : content.doOnNext(body::add).then())
            .thenReturn(Optional.<Throwable>empty())
            .onErrorResume(error -> Mono.just(Optional.of(error)));
    return arrived.flatMap(failure ->
        Mono.justOrEmpty(
            failure.isPresent()
                ? answers.failed(head, failure.get(), record)
                : answers.end(head, body, record)));
  }

  private Mono<Json> resending(SentRequest sent, Mono<Json> received) {
    return received.onErrorResume(
        failure -> mayResend(sent, failure), failure -> resending(sent, received));
  }

  /** Without a connection nothing was sent. The bytes of a stream exist only once. */
  private boolean mayResend(SentRequest sent, Throwable failure) {
    return Exceptions.unwrap(failure) instanceof ConnectException
        ? names.forget(host)
        : upload.isEmpty() && sent.mayResend(failure);
  }

  private Consumer<HttpHeaders> headers(Scope scope, Trace trace, Optional<String> contentType) {
    if (headers.isEmpty() && contentType.isEmpty() && deadlineHeader.isEmpty()) {
      return out -> set(out, trace);
    }
    HttpHeaders own = headers.render(scope, contentType);
    return out -> {
      set(out, trace);
      own.forEach(it -> out.remove(it.getKey())); // setAll keeps the last of several lines
      out.add(own);
      if (own.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        out.remove(HttpHeaderNames.TRANSFER_ENCODING);
      }
      // Set after the wait for a connection, which takes time too.
      deadlineHeader.ifPresent(name -> out.set(name, millisLeft(scope)));
    };
  }

  private static String millisLeft(Scope scope) {
    return Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(scope.remaining())));
  }

  private static void set(HttpHeaders out, Trace trace) {
    if (!trace.outgoing().isEmpty()) {
      out.set(TRACEPARENT, trace.outgoing());
    }
    if (!trace.state().isEmpty()) {
      out.set(TRACESTATE, trace.state());
    }
  }

  private static void begin(HttpClientRequest request, Connection connection) {
    SentRequest sent = request.currentContextView().get(REQUEST);
    sent.begin(request, connection);
  }

  private Throwable translate(Throwable error) {
    if (error instanceof StepException || error instanceof InvalidExpression) {
      return error;
    }
    Fault fault = HttpFaults.translate(error);
    if (effect && Exceptions.unwrap(error) instanceof LargeHead head) {
      // The status says whether it happened, although nothing else of the answer can be used.
      return new StepException(answers.accepts(head.status()) ? fault.ofAccepted() : fault);
    }
    return new StepException(
        effect && HttpFaults.wasSent(error) ? Fault.of(Fault.Type.UNKNOWN, fault.detail()) : fault);
  }
}

package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import dev.joinall.template.HeaderText;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.ConnectException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** One prepared HTTP call. */
final class HttpStep implements Step {
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");

  /** Context key of the {@link SentRequest}; one client for each call would be a copy. */
  private static final Object REQUEST = SentRequest.class;

  private final HttpSenders senders;
  private final HttpPool pool;
  private final HostNames names;
  private final String host;
  private final boolean effect;
  private final UriTemplate uri;
  private final Map<String, Template> headers;
  private final Optional<CallContent> content;
  private final AnswerReader answers;
  private final Optional<StreamedAnswers> streamed;
  private final Optional<UploadSender> upload;
  private final boolean conditional;
  private final Optional<String> deadlineHeader;

  HttpStep(
      HttpClient client,
      HttpPool pool,
      HostNames names,
      HttpCall call,
      UriTemplate uri,
      Templates templates,
      BackendConfig backend) {
    this.pool = pool;
    this.names = names;
    this.host = Authority.required(backend.address()).host();
    this.effect = call.effect();
    this.upload =
        call.body().filter(templates::takeBody).map(it -> new UploadSender(call.patience()));
    this.senders = HttpSenders.of(client, call, backend, HttpStep::begin);
    this.uri = uri;
    this.headers = templates.compile(call.headers());
    this.content =
        upload.isPresent() ? Optional.empty() : CallContent.compile(call, headers, templates);
    this.answers = new AnswerReader(call, backend.maxBody());
    this.streamed =
        Optional.of(new StreamedAnswers(answers, call.accept(), effect, call.patience()))
            .filter(it -> call.streams());
    this.conditional = call.streams() && call.method() == HttpCall.Method.GET;
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
              return streamed.get().open(head, on, scope);
            })
            : request.response((head, rest) -> {
              sent.answered();
              return answers.read(head, rest, scope.call());
            });
    return resending(sent, value.singleOrEmpty().contextWrite(Context.of(REQUEST, sent)));
  }

  /** Again on a new connection: those that were idle are likely to be closed as well. */
  private Mono<Json> resending(SentRequest sent, Mono<Json> received) {
    return received.onErrorResume(
        failure -> mayResend(sent, failure),
        failure -> {
          pool.closeIdle();
          return resending(sent, received);
        });
  }

  /** Without a connection nothing was sent. The bytes of a stream exist only once. */
  private boolean mayResend(SentRequest sent, Throwable failure) {
    return Exceptions.unwrap(failure) instanceof ConnectException
        ? names.forget(host)
        : upload.isEmpty() && sent.mayResend(failure);
  }

  /** Evaluates the headers before there is a connection, so that invalid ones fail early. */
  private Consumer<HttpHeaders> headers(Scope scope, Trace trace, Optional<String> contentType) {
    boolean passes = conditional || upload.isPresent();
    if (headers.isEmpty() && contentType.isEmpty() && deadlineHeader.isEmpty() && !passes) {
      return out -> set(out, trace);
    }
    var own = new DefaultHttpHeaders();
    contentType.ifPresent(it -> own.set(HttpHeaderNames.CONTENT_TYPE, it));
    if (conditional) {
      scope.transfer().conditions().forEach(own::set);
    }
    upload.ifPresent(it -> UploadSender.describe(scope, own));
    headers.forEach((name, value) -> set(own, name, value, scope));
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

  /** A list is one line for each element; null is omitted. */
  private static void set(HttpHeaders out, String name, Template template, Scope scope) {
    Json value = template.render(scope);
    if (value.kind() == Json.Kind.ARRAY) {
      if (HttpHeaderNames.CONTENT_TYPE.contentEqualsIgnoreCase(name)) {
        throw new InvalidExpression("a call has one content type");
      }
      value.elements().forEach(it -> add(out, name, it, template));
    } else if (!value.isNull()) {
      out.set(name, HeaderText.checked(value.text(), template));
    }
  }

  private static void add(HttpHeaders out, String name, Json value, Template template) {
    if (!value.isNull()) {
      out.add(name, HeaderText.checked(value.text(), template));
    }
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

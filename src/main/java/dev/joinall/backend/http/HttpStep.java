package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import dev.joinall.template.HeaderText;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** One prepared HTTP call. */
final class HttpStep implements Step {
  private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");
  private static final AsciiString TRACESTATE = AsciiString.cached("tracestate");

  /** Context key of the headers of a call; one client for each call would be a copy. */
  private static final Object HEADERS = HttpStep.class;

  private final HttpClient.RequestSender sender;
  private final boolean effect;
  private final UriTemplate uri;
  private final Map<String, Template> headers;
  private final Optional<Template> body;
  private final boolean ownContentType;
  private final AnswerReader answers;
  private final Optional<String> deadlineHeader;

  HttpStep(
      HttpClient client,
      HttpCall call,
      UriTemplate uri,
      Templates templates,
      BackendConfig backend) {
    this.effect = call.effect();
    this.sender =
        client
            .disableRetry(effect)
            .doOnRequest((request, connection) -> addHeaders(request))
            .request(HttpMethod.valueOf(call.method().name()));
    this.uri = uri;
    this.headers = templates.compile(call.headers());
    this.body = call.body().map(templates::compile);
    body.ifPresent(it -> BodyRules.check(call, it, headers, templates.problems()));
    this.ownContentType = headers.keySet().stream().anyMatch("content-type"::equalsIgnoreCase);
    this.answers = new AnswerReader(call, backend.maxBody());
    this.deadlineHeader = ((HttpOptions) backend.options()).deadlineHeader();
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.deferContextual(context -> send(scope, context)).onErrorMap(this::translate);
  }

  private Mono<Json> send(Scope scope, ContextView context) {
    var request = sender.uri(uri.render(scope));
    return (body.isEmpty() ? request : request.send(Mono.just(content(scope))))
        .response((response, rest) -> answers.read(response, rest, scope.call()))
        .singleOrEmpty()
        .contextWrite(Context.of(HEADERS, headers(scope, Trace.in(context, scope.trace()))));
  }

  /** Evaluates the headers before there is a connection, so that invalid ones fail early. */
  private Consumer<HttpHeaders> headers(Scope scope, Trace trace) {
    if (headers.isEmpty() && body.isEmpty() && deadlineHeader.isEmpty()) {
      return out -> set(out, trace);
    }
    var own = new DefaultHttpHeaders();
    if (body.isPresent()) {
      own.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    }
    headers.forEach((name, value) -> set(own, name, value, scope));
    return out -> {
      set(out, trace);
      out.setAll(own);
      // Set after the wait for a connection, which takes time too.
      deadlineHeader.ifPresent(name -> out.set(name, millisLeft(scope)));
    };
  }

  private static String millisLeft(Scope scope) {
    return Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(scope.remaining())));
  }

  private static void set(HttpHeaders out, Trace trace) {
    out.set(TRACEPARENT, trace.header());
    if (!trace.state().isEmpty()) {
      out.set(TRACESTATE, trace.state());
    }
  }

  private static void addHeaders(HttpClientRequest request) {
    Consumer<HttpHeaders> headers = request.currentContextView().get(HEADERS);
    headers.accept(request.requestHeaders());
  }

  private static void set(HttpHeaders out, String name, Template template, Scope scope) {
    Json value = template.render(scope);
    if (!value.isNull()) {
      out.set(name, HeaderText.checked(value.text(), template));
    }
  }

  /** Sends a string without JSON quotes if the call declares its own content type for it. */
  private ByteBuf content(Scope scope) {
    Json value = body.orElseThrow().render(scope);
    return Unpooled.wrappedBuffer(
        ownContentType && value.kind() == Json.Kind.STRING
            ? value.text().getBytes(UTF_8)
            : value.toBytes());
  }

  private Throwable translate(Throwable error) {
    if (error instanceof StepException || error instanceof InvalidExpression) {
      return error;
    }
    Fault fault = HttpFaults.translate(error);
    return new StepException(
        effect && HttpFaults.wasSent(error) ? Fault.of(Fault.Type.UNKNOWN, fault.detail()) : fault);
  }
}

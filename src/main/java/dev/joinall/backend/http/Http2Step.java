package dev.joinall.backend.http;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
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
  /** Context key of the {@link SentRequest}: a separate client for each call would be a copy. */
  private static final Object REQUEST = SentRequest.class;

  private final Http2Servers servers;
  private final Function<Http2Server, Http2Senders> prepare;
  private final Map<Http2Server, Http2Senders> senders = new ConcurrentHashMap<>();
  private final boolean streams;
  private final PreparedCall prepared;

  Http2Step(Http2Servers servers, HttpCall call, PreparedCall prepared, BackendConfig backend) {
    this.servers = servers;
    this.prepared = prepared;
    this.streams = call.streams();
    this.prepare = server -> Http2Senders.of(server.client(), call, backend, Http2Step::begin);
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.deferContextual(context ->
            servers.call(
                AttemptHistory.in(context).orElseGet(AttemptHistory::new),
                streams ? scope.transfer()::afterwards : Runnable::run,
                server -> send(server, scope, context)))
        .onErrorMap(error -> prepared.translate(error, true));
  }

  private Mono<Json> send(Http2Server server, Scope scope, ContextView context) {
    String target = prepared.uri().render(scope);
    var request = senders(server).of(scope).uri(target);
    prepared.span().begin(server.origin().authority(), target, scope.call());
    Trace trace = Trace.in(context, scope.trace());
    if (prepared.upload().isPresent()) {
      return received(
          server,
          scope,
          prepared.upload().get().send(request, scope),
          headers(scope, context, trace, Optional.empty()));
    }
    if (prepared.content().isEmpty()) {
      return received(server, scope, request, headers(scope, context, trace, Optional.empty()));
    }
    CallContent.Rendered rendered = prepared.content().get().render(scope);
    return received(
        server,
        scope,
        request.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(rendered.bytes()))),
        headers(scope, context, trace, Optional.of(rendered.type())));
  }

  /** Prepares the client on the first call to this server. */
  private Http2Senders senders(Http2Server server) {
    Http2Senders known = senders.get(server);
    if (known != null) {
      return known;
    }
    senders.keySet().removeIf(Http2Server::isRemoved);
    return senders.computeIfAbsent(server, prepare);
  }

  private Mono<Json> received(
      Http2Server server,
      Scope scope,
      HttpClient.ResponseReceiver<?> request,
      Consumer<HttpHeaders> headers) {
    var sent = new SentRequest(headers, prepared.effect());
    Flux<Json> value =
        prepared.streamed().isPresent()
            ? request.responseConnection((head, on) -> {
              sent.answered(head.status().code(), server);
              CallSpan.answered(head.status().code(), scope.call());
              if (!prepared.streamed().get().passes(head.status().code(), scope.transfer())) {
                return read(
                    AnswerHead.of(head),
                    observed(sent, server, on.inbound().receive()),
                    scope.call());
              }
              sent.complete(server);
              return Mono.just(opened(prepared.streamed().get(), AnswerHead.of(head), on, scope));
            })
            : request.response((head, rest) -> {
              sent.answered(head.status().code(), server);
              CallSpan.answered(head.status().code(), scope.call());
              return read(AnswerHead.of(head), observed(sent, server, rest), scope.call());
            });
    return resending(sent, value.singleOrEmpty().contextWrite(Context.of(REQUEST, sent)))
        .doOnError(failure -> sent.failed(failure, server))
        .doOnCancel(() -> {
          if (scope.remaining() <= 0) {
            sent.late(server);
          }
        });
  }

  private static Json opened(
      StreamedAnswers streamed, AnswerHead head, Connection on, Scope scope) {
    return streamed.open(
        head, on.channel(), on.inbound().receive().map(StreamedContent::copied), scope);
  }

  private static Flux<ByteBuf> observed(SentRequest sent, Http2Server server, ByteBufFlux content) {
    return content
        .doOnError(failure -> sent.broken(failure, server))
        .doOnComplete(() -> sent.complete(server));
  }

  private Mono<Json> read(AnswerHead head, Flux<ByteBuf> content, CallRecord record) {
    Body body = prepared.answers().begin(head, record);
    Mono<Optional<Throwable>> arrived =
        (body == null ? content.then() : content.doOnNext(body::add).then())
            .thenReturn(Optional.<Throwable>empty())
            .onErrorResume(error -> Mono.just(Optional.of(error)));
    return arrived.flatMap(failure ->
        Mono.justOrEmpty(
            failure.isPresent()
                ? prepared.answers().failed(head, failure.get(), record)
                : prepared.answers().end(head, body, record)));
  }

  private Mono<Json> resending(SentRequest sent, Mono<Json> received) {
    return received.onErrorResume(
        failure -> mayResend(sent, failure), failure -> resending(sent, received));
  }

  /** Whether the request may be sent again; the bytes of a stream can't. */
  private boolean mayResend(SentRequest sent, Throwable failure) {
    return prepared.upload().isEmpty() && sent.mayResend(failure);
  }

  private Consumer<HttpHeaders> headers(
      Scope scope, ContextView context, Trace trace, Optional<String> contentType) {
    if (prepared.headers().isEmpty(scope)
        && contentType.isEmpty()
        && prepared.deadlineHeader().isEmpty()) {
      return out -> set(out, trace);
    }
    HttpHeaders own = prepared.headers().render(scope, context, contentType);
    return out -> {
      set(out, trace);
      own.forEach(it -> out.remove(it.getKey())); // setAll keeps the last of several lines
      out.add(own);
      if (own.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        out.remove(HttpHeaderNames.TRANSFER_ENCODING);
      }
      // Set after the wait for a connection, which takes time too.
      prepared.deadlineHeader().ifPresent(name -> out.set(name, PreparedCall.millisLeft(scope)));
    };
  }

  private static void set(HttpHeaders out, Trace trace) {
    if (!trace.outgoing().isEmpty()) {
      out.set(RenderedRequest.TRACEPARENT, trace.outgoing());
    }
    if (!trace.state().isEmpty()) {
      out.set(RenderedRequest.TRACESTATE, trace.state());
    }
    if (!trace.baggage().isEmpty()) {
      out.set(RenderedRequest.BAGGAGE, trace.baggage());
    }
  }

  private static void begin(HttpClientRequest request, Connection connection) {
    SentRequest sent = request.currentContextView().get(REQUEST);
    sent.begin(request, connection);
  }
}

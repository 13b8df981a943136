package dev.joinall.backend.http;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.http.client.AnswerHandler;
import dev.joinall.backend.http.client.ClientCall;
import dev.joinall.backend.http.client.ConnectionPool;
import dev.joinall.backend.http.client.Connector;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** One call in flight: its subscription, and the handler of its response. */
final class Http1Call implements Subscription, AnswerHandler {
  private final PreparedCall prepared;
  private final Scope scope;
  private final CoreSubscriber<? super Json> caller;
  private final RenderedRequest request;
  private final ClientCall call;
  private @Nullable AnswerHead answer;
  private @Nullable Body body;
  private volatile @Nullable StreamedContent stream;
  private volatile boolean cancelled;
  private boolean begun;

  /**
   * @param common the common head of all requests of the call
   */
  Http1Call(
      ConnectionPool pool,
      PreparedCall prepared,
      RequestHead common,
      Scope scope,
      CoreSubscriber<? super Json> caller) {
    this.prepared = prepared;
    this.scope = scope;
    this.caller = caller;
    this.request = new RenderedRequest(prepared, common, scope);
    AttemptHistory tried =
        pool.hasOneServer() ? null : AttemptHistory.in(caller.currentContext()).orElse(null);
    this.call = new ClientCall(pool, request, this, tried);
  }

  @Override
  public void request(long n) {
    if (!Operators.validate(n) || begun) {
      return;
    }
    begun = true;
    try {
      request.render(caller);
    } catch (RuntimeException e) {
      caller.onError(prepared.translate(e, false));
      return;
    }
    call.start();
  }

  /** Does not cancel a stream that has begun, because its receiver ends it. */
  @Override
  public void cancel() {
    cancelled = true;
    if (stream == null) {
      call.cancel();
    }
  }

  @Override
  public void head(int status, HttpHeaders received, Channel channel) {
    var head = new AnswerHead(status, received, Connector.isProxied(channel));
    answer = head;
    CallSpan.answered(status, scope.call());
    if (prepared.streamed().isEmpty()
        || !prepared.streamed().get().passes(status, scope.transfer())) {
      body = prepared.answers().begin(head, scope.call());
      return;
    }
    var opened = new StreamedContent(channel.eventLoop(), call::cancel);
    Json value = prepared.streamed().get().open(head, channel, opened.bytes(), scope);
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
    StreamedContent streamed = stream;
    if (streamed != null) {
      streamed.next(part);
    } else if (body != null) {
      body.add(part);
    }
  }

  @Override
  public void complete() {
    StreamedContent streamed = stream;
    if (streamed != null) {
      streamed.complete();
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
    StreamedContent streamed = stream;
    if (streamed != null) {
      streamed.fail(why);
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

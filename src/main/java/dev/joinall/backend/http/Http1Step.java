package dev.joinall.backend.http;

import dev.joinall.backend.Step;
import dev.joinall.backend.http.client.ConnectionPool;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** One prepared call over HTTP/1.1. */
final class Http1Step implements Step {
  private final ConnectionPool pool;
  private final PreparedCall prepared;
  private final RequestHead declared;

  /** For a client that requests only the head of a stream. */
  private final RequestHead headOnly;

  /**
   * @param common the headers of all requests of the call
   */
  Http1Step(ConnectionPool pool, HttpCall call, PreparedCall prepared, HttpHeaders common) {
    this.pool = pool;
    this.prepared = prepared;
    prepared.deadlineHeader().ifPresent(common::remove);
    this.declared = new RequestHead(HttpMethod.valueOf(call.method().name()), common);
    this.headOnly =
        PreparedCall.isConditional(call) ? new RequestHead(HttpMethod.HEAD, common) : declared;
  }

  @Override
  public Mono<Json> run(Scope scope) {
    RequestHead head = scope.transfer().isHead() ? headOnly : declared;
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Json> caller) {
        caller.onSubscribe(new Http1Call(pool, prepared, head, scope, caller));
      }
    };
  }
}

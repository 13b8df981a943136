package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import dev.joinall.template.ReplyParts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Makes a value, an absence or a fault of an answer. Headers, and bodies of refusals, are only kept
 * if the file reads them. Immutable and thread-safe.
 */
final class AnswerReader {
  private final HttpCall call;
  private final int maxBody;
  private final boolean reads;
  private final boolean effect;

  AnswerReader(HttpCall call, int maxBody) {
    this.call = call;
    this.maxBody = maxBody;
    this.reads = call.reads();
    this.effect = call.effect();
  }

  /**
   * The value; empty where there is none.
   *
   * @param record gets the reply
   */
  Mono<Json> read(HttpClientResponse response, ByteBufFlux content, CallRecord record) {
    int status = response.status().code();
    if (!accepts(status)) {
      return record.parts().any()
          ? told(response, content, record)
          : refused(content.then(), fault(response, Reply.of(status)));
    }
    if (effect) {
      record.accept();
    }
    Mono<Json> value =
        call.method() == HttpCall.Method.HEAD
            ? content.then(Mono.fromSupplier(() -> head(response, record)))
            : content
                .reduceWith(() -> new Body(maxBody), Body::add)
                .mapNotNull(body -> value(body, response, record));
    return effect || record.parts().any()
        ? value.onErrorMap(error -> broken(error, response, record))
        : value;
  }

  boolean accepts(int status) {
    return call.accept().isEmpty() ? status >= 200 && status < 300 : call.accept().contains(status);
  }

  private Json head(HttpClientResponse response, CallRecord record) {
    Reply reply = HttpReplies.of(response, ReplyParts.WHOLE, ReplyBody.NONE);
    Json value =
        new JsonWriter(256)
            .beginObject()
            .member("status", Json.number(reply.code()))
            .member("headers", reply.headersJson())
            .endObject()
            .toJson();
    record.reply(value, reply);
    return value;
  }

  /** An effect without a body has the value null. */
  private @Nullable Json value(Body body, HttpClientResponse response, CallRecord record) {
    Optional<Json> value;
    try {
      value = AnswerValue.of(body, call.as(), response.responseHeaders());
    } catch (StepException e) {
      throw record.parts().body()
          ? new StepException(
              e.fault().with(reply(response, record, HttpReplies.body(response, body))))
          : e;
    }
    if (value.isEmpty() && effect) {
      value = Optional.of(Json.NULL);
    }
    if (record.parts().any()) {
      Reply reply = reply(response, record, ReplyBody.NONE);
      value.ifPresentOrElse(it -> record.reply(it, reply), () -> record.reply(reply));
    }
    return value.orElse(null);
  }

  private static Reply reply(HttpClientResponse response, CallRecord record, ReplyBody body) {
    return HttpReplies.of(response, record.parts(), body);
  }

  /** The status came, but the body can't be used. */
  private Throwable broken(Throwable error, HttpClientResponse response, CallRecord record) {
    Fault fault = HttpFaults.translate(error);
    if (effect && fault.type() == Fault.Type.UNAVAILABLE) {
      fault = Fault.of(Fault.Type.MALFORMED, "the answer was cut off");
    }
    if (fault.reply().isEmpty()) {
      fault = fault.with(reply(response, record, ReplyBody.NONE));
    }
    return new StepException(effect ? fault.ofAccepted() : fault);
  }

  /** A refusal of which the file reads something. */
  private Mono<Json> told(HttpClientResponse response, ByteBufFlux content, CallRecord record) {
    Mono<ReplyBody> body =
        record.parts().body()
            ? content
                .reduceWith(() -> new Body(maxBody), Body::add)
                .map(read -> HttpReplies.body(response, read))
                .onErrorReturn(StepException.class, ReplyBody.LOST)
            : content.then(Mono.just(ReplyBody.NONE));
    return body.map(it -> reply(response, record, it))
        .onErrorResume(error -> effect, error -> Mono.just(reply(response, record, ReplyBody.LOST)))
        .flatMap(reply -> {
          record.reply(reply);
          return refused(Mono.empty(), fault(response, reply));
        });
  }

  private static Fault fault(HttpClientResponse response, Reply reply) {
    return HttpFaults.status(response).with(reply);
  }

  /** The rest is read, so that the connection can be used again. */
  private Mono<Json> refused(Mono<Void> rest, Fault fault) {
    int status = fault.reply().map(Reply::code).orElse(0);
    if (reads && StatusMapping.isAbsent(status)) {
      return rest.then(Mono.empty());
    }
    Mono<Json> failure = Mono.error(new StepException(fault));
    return (effect ? rest.onErrorComplete() : rest).then(failure);
  }
}

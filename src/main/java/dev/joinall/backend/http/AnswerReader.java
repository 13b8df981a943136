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
import reactor.core.Exceptions;

/**
 * Converts a response to a value, an absence or a fault. Call {@link #begin} first, then {@link
 * #end} with the content, or {@link #failed}. Keeps headers, and bodies of error responses, only if
 * the file reads them. Immutable and thread-safe.
 */
final class AnswerReader {
  private static final int NOT_MODIFIED = 304;

  private final HttpCall call;
  private final int maxBody;
  private final boolean reads;
  private final boolean effect;
  private final boolean ownLogin;

  /**
   * @param ownLogin whether the call authenticates only with the login of the backend
   */
  AnswerReader(HttpCall call, int maxBody, boolean ownLogin) {
    this.ownLogin = ownLogin;
    this.call = call;
    this.maxBody = maxBody;
    this.reads = call.reads();
    this.effect = call.effect();
  }

  boolean accepts(int status) {
    return call.accept().isEmpty() ? status >= 200 && status < 300 : call.accept().contains(status);
  }

  /**
   * Called when the head has arrived.
   *
   * @param record gets the reply
   * @return collects the content; null if the content is read and dropped, so that the connection
   *     can be reused
   */
  @Nullable Body begin(AnswerHead head, CallRecord record) {
    if (!accepts(head.status())) {
      return record.parts().body() ? new Body(maxBody, head.headers()) : null;
    }
    if (effect) {
      record.accept();
    }
    return call.method() == HttpCall.Method.HEAD ? null : new Body(maxBody, head.headers());
  }

  /**
   * The value of a complete response; null if it has none.
   *
   * @param body from {@link #begin}
   * @throws StepException if it is an error response, or can't be used
   */
  @Nullable Json end(AnswerHead head, @Nullable Body body, CallRecord record) {
    if (head.status() == NOT_MODIFIED && record.known().isPresent()) {
      return record.renew(reply(head, record, ReplyBody.NONE));
    }
    if (!accepts(head.status())) {
      return refused(head, record, body == null ? ReplyBody.NONE : refusal(head, body));
    }
    if (body == null) {
      return ofHead(head, record);
    }
    try {
      return value(body, head, record);
    } catch (StepException e) {
      throw effect || record.parts().any() ? broken(e, head, record) : e;
    }
  }

  /**
   * Called if the rest of the response is missing.
   *
   * @return as of {@link #end}, if the rest does not matter
   * @throws RuntimeException the fault, or the failure itself
   */
  @Nullable Json failed(AnswerHead head, Throwable why, CallRecord record) {
    ReplyParts parts = record.parts();
    if (accepts(head.status())) {
      throw effect || parts.any() ? broken(why, head, record) : Exceptions.propagate(why);
    }
    if (effect || (parts.body() && why instanceof StepException)) {
      return refused(head, record, parts.body() ? ReplyBody.LOST : ReplyBody.NONE);
    }
    throw Exceptions.propagate(why);
  }

  private static Json ofHead(AnswerHead head, CallRecord record) {
    Reply reply = HttpReplies.of(head, ReplyParts.WHOLE, ReplyBody.NONE);
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
  private @Nullable Json value(Body body, AnswerHead head, CallRecord record) {
    Optional<Json> value;
    try {
      value = AnswerValue.of(body, call.as(), head.headers());
    } catch (StepException e) {
      throw record.parts().body()
          ? new StepException(e.fault().with(reply(head, record, HttpReplies.body(head, body))))
          : e;
    }
    if (value.isEmpty() && effect) {
      value = Optional.of(Json.NULL);
    }
    if (record.parts().any()) {
      Reply reply = reply(head, record, ReplyBody.NONE);
      value.ifPresentOrElse(it -> record.reply(it, reply), () -> record.reply(reply));
    }
    return value.orElse(null);
  }

  private static Reply reply(AnswerHead head, CallRecord record, ReplyBody body) {
    return HttpReplies.of(head, record.parts(), body);
  }

  /** The status arrived, but the body can't be used. */
  private StepException broken(Throwable error, AnswerHead head, CallRecord record) {
    Fault fault = HttpFaults.translate(error);
    if (effect && fault.type() == Fault.Type.UNAVAILABLE) {
      fault = Fault.of(Fault.Type.MALFORMED, "the answer was truncated");
    }
    if (fault.reply().isEmpty()) {
      fault = fault.with(reply(head, record, ReplyBody.NONE));
    }
    return new StepException(effect ? fault.ofAccepted() : fault);
  }

  private static ReplyBody refusal(AnswerHead head, Body body) {
    try {
      return HttpReplies.body(head, body);
    } catch (StepException e) {
      return ReplyBody.LOST;
    }
  }

  /** Returns null for an absence; throws otherwise. */
  private @Nullable Json refused(AnswerHead head, CallRecord record, ReplyBody body) {
    Fault fault = HttpFaults.status(head, ownLogin);
    if (record.parts().any()) {
      Reply reply = reply(head, record, body);
      record.reply(reply);
      fault = fault.with(reply);
    } else {
      fault = fault.with(Reply.of(head.status()));
    }
    if (reads && StatusMapping.isAbsent(head.status())) {
      return null;
    }
    throw new StepException(fault);
  }
}

package dev.joinall.cache;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.CacheUse;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Reply;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * How a call ended, or what is known of it already.
 *
 * @param value null if it is absent, or if there is an error
 * @param reply what the protocol said, as far as the file reads it
 * @param told to the span of the call
 * @param use what a cache did for the first caller; empty without one
 */
record LoadedCall(
    @Nullable Json value,
    @Nullable Throwable error,
    Optional<Reply> reply,
    Map<String, Object> told,
    Optional<CacheUse> use) {

  static LoadedCall of(@Nullable Json value, CallRecord record) {
    return new LoadedCall(
        value, null, record.replyOf(Optional.ofNullable(value)), record.told(), Optional.empty());
  }

  static LoadedCall of(Throwable error, CallRecord record) {
    return new LoadedCall(null, error, record.latest(), record.told(), Optional.empty());
  }

  LoadedCall with(CacheUse its) {
    return new LoadedCall(value, error, reply, told, Optional.of(its));
  }

  /** The same for others than the caller for whom it was made: a cookie is for that one. */
  LoadedCall ofOthers() {
    Throwable its = error;
    if (its instanceof StepException step && step.fault().reply().isPresent()) {
      Fault fault = step.fault();
      its = new StepException(fault.with(fault.reply().get().withoutCookies()));
    }
    return new LoadedCall(value, its, reply.map(Reply::withoutCookies), told, use);
  }

  /**
   * Gives it to a caller.
   *
   * @param isFirst whether the call was made for this one
   */
  void give(MonoSink<Json> sink, CallRecord to, boolean isFirst) {
    if (to != CallRecord.NONE) {
      tell(to, isFirst);
    }
    if (error != null) {
      sink.error(error);
    } else {
      sink.success(value);
    }
  }

  private void tell(CallRecord to, boolean isFirst) {
    reply.ifPresent(it -> {
      if (value == null) {
        to.reply(it);
      } else {
        to.reply(value, it);
      }
    });
    if (to.isTraced()) {
      told.forEach(to::tell);
    }
    use.ifPresent(it -> to.cached(isFirst ? it : it.collapsed()));
  }
}

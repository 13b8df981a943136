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
 * The result of a call, or a cached result.
 *
 * @param value null if it is absent, or if there is an error
 * @param reply the parts of the backend's reply that the file reads
 * @param attributes the attributes of the call's span
 * @param use the result of the cache for the first caller; empty without a cache
 */
record LoadedCall(
    @Nullable Json value,
    @Nullable Throwable error,
    Optional<Reply> reply,
    Map<String, Object> attributes,
    Optional<CacheUse> use) {

  static LoadedCall of(@Nullable Json value, CallRecord record) {
    return new LoadedCall(
        value,
        null,
        record.replyOf(Optional.ofNullable(value)),
        record.attributes(),
        Optional.empty());
  }

  static LoadedCall of(Throwable error, CallRecord record) {
    return new LoadedCall(null, error, record.latest(), record.attributes(), Optional.empty());
  }

  LoadedCall with(CacheUse its) {
    return new LoadedCall(value, error, reply, attributes, Optional.of(its));
  }

  /** The same for other callers than the one whose call was made: without its cookies. */
  LoadedCall ofOthers() {
    Throwable its = error;
    if (its instanceof StepException step && step.fault().reply().isPresent()) {
      Fault fault = step.fault();
      its = new StepException(fault.with(fault.reply().get().withoutCookies()));
    }
    return new LoadedCall(value, its, reply.map(Reply::withoutCookies), attributes, use);
  }

  /**
   * Passes it to a caller.
   *
   * @param isFirst whether the call was made for this caller
   */
  void deliver(MonoSink<Json> sink, CallRecord to, boolean isFirst) {
    if (to != CallRecord.NONE) {
      record(to, isFirst);
    }
    if (error != null) {
      sink.error(error);
    } else {
      sink.success(value);
    }
  }

  private void record(CallRecord to, boolean isFirst) {
    reply.ifPresent(it -> {
      if (value == null) {
        to.reply(it);
      } else {
        to.reply(value, it);
      }
    });
    if (to.isTraced()) {
      attributes.forEach(to::setAttribute);
    }
    use.ifPresent(it -> to.cached(isFirst ? it : it.collapsed()));
  }
}

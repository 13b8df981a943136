package dev.joinall.cache;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.CallKey;
import dev.joinall.template.CallRecord;
import dev.joinall.template.KeyTemplate;
import dev.joinall.template.Scope;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * A step whose equal calls of one request are made once. The call is cancelled when all tasks that
 * wait for it are.
 *
 * @param declaration identifies the steps whose calls are equal if their keys are
 * @param prefix the declaration as bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CoalescedStep(
    Step step,
    String declaration,
    byte[] prefix,
    KeyTemplate key,
    EnumCounters<CacheEvent> counters,
    Scheduler scheduler)
    implements Step {

  @Override
  public Mono<Json> run(Scope scope) {
    return scope.session().isEmpty() && scope.equalCalls().mayRepeat(declaration)
        ? Mono.create(sink -> join(scope, sink))
        : step.run(scope);
  }

  /** A call of this request, and the scope in which it was made. */
  private record EqualCall(SharedCall call, Scope scope) {}

  private void join(Scope scope, MonoSink<Json> sink) {
    CallKey mine = key.render(prefix, scope);
    @Nullable EqualCall[] made = new EqualCall[1];
    var known = (EqualCall) scope.equalCalls().call(mine, () -> made[0] = call(scope));
    @Nullable EqualCall own = made[0];
    if (own == null) {
      if (isUsable(known, scope) && known.call.join(sink, scope.call(), false)) {
        counters.count(CacheEvent.COALESCED);
        return;
      }
      own = call(scope);
    }
    var _ = own.call.join(sink, scope.call(), true);
    own.call.begin(step, own.scope, Context.of(sink.contextView()));
  }

  private EqualCall call(Scope scope) {
    CallRecord its = scope.call();
    var record = new CallRecord(its.parts(), its.isTraced());
    return new EqualCall(
        new SharedCall(UnaryOperator.identity(), UnaryOperator.identity(), false, scheduler),
        scope.recording(record));
  }

  /** Whether the other call records enough, and does not end much earlier than this one may. */
  private static boolean isUsable(EqualCall known, Scope scope) {
    return known.scope.call().parts().equals(scope.call().parts())
        && (known.call.hasEnded() || 2 * known.scope.remaining() >= scope.remaining());
  }
}

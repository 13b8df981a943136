package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyParts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a backend to a task, or to an item of its list: what expressions can read besides
 * the outcome. Thread-safe if its items are set before its outcome is signalled.
 */
final class TaskReply {
  private static final TaskReply NONE = new TaskReply(CallRecord.NONE);

  private final CallRecord call;
  private @Nullable ItemOutcomes items;

  private TaskReply(CallRecord call) {
    this.call = call;
  }

  /**
   * @param parts the parts that the file reads
   * @param effect whether to record that the effect was accepted
   * @param traced whether its span is recorded
   */
  static TaskReply of(ReplyParts parts, boolean effect, boolean traced) {
    return parts.any() || effect || traced ? new TaskReply(new CallRecord(parts, traced)) : NONE;
  }

  /** The record that the call writes. */
  CallRecord call() {
    return call;
  }

  ReplyParts parts() {
    return call.parts();
  }

  void items(ItemOutcomes settled) {
    items = settled;
  }

  /** The outcomes of the items; empty for a task without a list. */
  Optional<ItemOutcomes> items() {
    return Optional.ofNullable(items);
  }

  /** The reply that led to this outcome. */
  Optional<Reply> of(Outcome outcome) {
    if (!parts().any()) {
      return outcome.fault().flatMap(Fault::reply);
    }
    if (outcome instanceof Outcome.Ok || outcome instanceof Outcome.Absent) {
      return call.replyOf(outcome.value());
    }
    Optional<Fault> fault = outcome.fault();
    boolean afterReply = fault.filter(TaskReply::isOfValue).isPresent() || fault.isEmpty();
    return fault.flatMap(Fault::reply).or(() -> afterReply ? call.latest() : Optional.empty());
  }

  /** Whether a value arrived, but could not be used. Other faults have their own reply, or none. */
  private static boolean isOfValue(Fault fault) {
    return switch (fault.type()) {
      case MALFORMED, TOO_LARGE, INVALID -> fault.attempts() > 0;
      default -> fault.happened();
    };
  }
}

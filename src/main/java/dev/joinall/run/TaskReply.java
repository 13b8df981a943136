package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.template.CallRecord;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyParts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task, or of an item of its list, besides its outcome. Thread-safe if its items
 * are set before its outcome is signalled.
 */
final class TaskReply {
  private static final TaskReply NONE = new TaskReply(CallRecord.NONE);

  private final CallRecord call;
  private @Nullable ItemOutcomes items;

  private TaskReply(CallRecord call) {
    this.call = call;
  }

  /**
   * @param parts what the file reads
   * @param effect whether it has to be known that it was accepted
   * @param traced whether its span is recorded
   */
  static TaskReply of(ReplyParts parts, boolean effect, boolean traced) {
    return parts.any() || effect || traced ? new TaskReply(new CallRecord(parts, traced)) : NONE;
  }

  /** Where the call records it. */
  CallRecord call() {
    return call;
  }

  ReplyParts parts() {
    return call.parts();
  }

  void items(ItemOutcomes settled) {
    items = settled;
  }

  /** Empty for a task without a list. */
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

  /** A value came, and could not be used. Other faults have a reply of their own, or none. */
  private static boolean isOfValue(Fault fault) {
    return switch (fault.type()) {
      case MALFORMED, TOO_LARGE, INVALID -> fault.attempts() > 0;
      default -> fault.happened();
    };
  }
}

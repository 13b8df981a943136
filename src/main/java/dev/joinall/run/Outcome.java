package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How one task ended. Every declared task has exactly one, always. */
public sealed interface Outcome {
  /**
   * A value.
   *
   * @param faults of the items of a for-each that have none
   */
  record Ok(Json json, List<ItemFault> faults) implements Outcome {
    public Ok {
      faults = List.copyOf(faults);
    }

    Ok(Json json) {
      this(json, List.of());
    }
  }

  /**
   * One item of a for-each that failed.
   *
   * @param index from 0
   */
  record ItemFault(int index, Fault why) {}

  /** A success without a value. */
  record Absent() implements Outcome {}

  /**
   * The declared value in place of a fault, or of an absent one where there was no fault.
   *
   * @param instead why
   */
  record Fallback(Json json, Optional<Fault> instead) implements Outcome {}

  /**
   * Left out.
   *
   * @param because the task without which it can't run; empty where its {@code when} is false
   */
  record Skipped(OptionalInt because) implements Outcome {}

  record Failed(Fault why) implements Outcome {}

  /** The answer was decided, or the client left, before it ended. */
  record Cancelled() implements Outcome {}

  /** As answers, logs and metrics write it. */
  default String word() {
    return switch (this) {
      case Ok ok -> "ok";
      case Absent absent -> "absent";
      case Fallback fallback -> "fallback";
      case Skipped skipped -> "skipped";
      case Failed failed -> "failed";
      case Cancelled cancelled -> "cancelled";
    };
  }

  default Optional<Json> value() {
    return switch (this) {
      case Ok(Json json, var faults) -> Optional.of(json);
      case Fallback(Json json, var instead) -> Optional.of(json);
      case Absent absent -> Optional.empty();
      case Skipped skipped -> Optional.empty();
      case Failed failed -> Optional.empty();
      case Cancelled cancelled -> Optional.empty();
    };
  }

  /** Why it failed, or fell back. */
  default Optional<Fault> fault() {
    return switch (this) {
      case Failed(Fault why) -> Optional.of(why);
      case Fallback(Json json, var instead) -> instead;
      case Ok ok -> Optional.empty();
      case Absent absent -> Optional.empty();
      case Skipped skipped -> Optional.empty();
      case Cancelled cancelled -> Optional.empty();
    };
  }

  /** Whether an answer with it is a complete one. */
  default boolean isComplete() {
    return switch (this) {
      case Ok(Json json, var faults) -> faults.isEmpty();
      case Absent absent -> true;
      case Skipped skipped -> true;
      case Cancelled cancelled -> true;
      case Failed failed -> false;
      case Fallback fallback -> false;
    };
  }
}

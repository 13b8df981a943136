package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** How one task ended. Every declared task has exactly one, always. */
public sealed interface Outcome {
  /**
   * A value.
   *
   * @param flaws what is missing inside, where items of a list or tasks of an aggregation failed
   */
  record Ok(Json json, List<Flaw> flaws) implements Outcome {
    public Ok {
      flaws = List.copyOf(flaws);
    }

    Ok(Json json) {
      this(json, List.of());
    }
  }

  /**
   * One thing that makes an answer incomplete.
   *
   * @param where the way to it from the task, such as {@code .price} or {@code [2].price}; empty
   *     where it is the task itself, or an item of it
   * @param index of the item that failed, from 0
   * @param why empty where a fallback stands in for no value
   */
  record Flaw(String where, OptionalInt index, Optional<Fault> why) {
    private static List<Flaw> of(Optional<Fault> why) {
      return List.of(new Flaw("", OptionalInt.empty(), why));
    }

    /** The same, where the task that it is of belongs to something larger. */
    Flaw within(String part) {
      return new Flaw(part + where, index, why);
    }

    /** The same, where it is of one item. */
    Flaw ofItem(int item) {
      return where.isEmpty()
          ? new Flaw(where, OptionalInt.of(item), why)
          : within("[" + item + "]");
    }
  }

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

  /**
   * What the signal of a task's work means.
   *
   * @param signal a value, or an outcome already; null where the work ended with neither
   */
  static Outcome of(@Nullable Object signal) {
    return switch (signal) {
      case null -> new Absent();
      case Json value when value.isNull() -> new Absent();
      case Json value -> new Ok(value);
      case Outcome outcome -> outcome;
      case Object other -> throw new IllegalStateException("not a value: " + other);
    };
  }

  /** The task itself; where it was skipped, the one that lacked what it needed. */
  static int cause(int task, IntFunction<Outcome> outcomes) {
    return outcomes.apply(task) instanceof Skipped(var because) && because.isPresent()
        ? cause(because.getAsInt(), outcomes)
        : task;
  }

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
      case Ok(Json json, var flaws) -> Optional.of(json);
      case Fallback(Json json, var instead) -> Optional.of(json);
      case Absent absent -> Optional.empty();
      case Skipped skipped -> Optional.empty();
      case Failed failed -> Optional.empty();
      case Cancelled cancelled -> Optional.empty();
    };
  }

  /** Whether a task that must know so much of it may start. */
  default boolean satisfies(Task.For need) {
    return switch (need) {
      case VALUE -> value().isPresent();
      case SUCCESS -> value().isPresent() || this instanceof Absent;
      case SETTLED -> true;
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

  /** What makes an answer with it incomplete; empty where nothing does. */
  default List<Flaw> flaws() {
    return switch (this) {
      case Ok ok -> ok.flaws();
      case Absent absent -> List.of();
      case Skipped skipped -> List.of();
      case Cancelled cancelled -> List.of();
      case Failed(Fault why) -> Flaw.of(Optional.of(why));
      case Fallback(Json json, var instead) -> Flaw.of(instead);
    };
  }

  /** Whether an answer with it is a complete one. */
  default boolean isComplete() {
    return flaws().isEmpty();
  }
}

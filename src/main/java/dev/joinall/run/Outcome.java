package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.plan.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** How one task ended. Every declared task has exactly one outcome. */
public sealed interface Outcome {
  /**
   * A value.
   *
   * @param flaws the missing parts, if items of a list or tasks of an inner aggregation failed
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
   * One defect that makes an answer incomplete.
   *
   * @param where the path from the task, such as {@code .price} or {@code [2].price}; empty for the
   *     task itself, or an item of it
   * @param index of the failed item, from 0
   * @param why empty if a fallback replaces an absent value
   */
  record Flaw(String where, OptionalInt index, Optional<Fault> why) {
    private static List<Flaw> of(Optional<Fault> why) {
      return List.of(new Flaw("", OptionalInt.empty(), why));
    }

    /** The same flaw, seen from the outer value that contains its task. */
    Flaw within(String part) {
      return new Flaw(part + where, index, why);
    }

    /** The same flaw, of one item. */
    Flaw ofItem(int item) {
      return where.isEmpty()
          ? new Flaw(where, OptionalInt.of(item), why)
          : within("[" + item + "]");
    }
  }

  /** A success without a value: a reading call found nothing. */
  record Absent() implements Outcome {}

  /**
   * The declared value that replaces a fault, or an absent value.
   *
   * @param instead the fault, if there was one
   */
  record Fallback(Json json, Optional<Fault> instead) implements Outcome {}

  /**
   * The task was not run.
   *
   * @param because the task whose value was missing; empty if {@code when} is false
   */
  record Skipped(OptionalInt because) implements Outcome {}

  /**
   * @param flaws the failed parts; several if items of a list failed
   */
  record Failed(Fault why, List<Flaw> flaws) implements Outcome {
    public Failed {
      flaws = List.copyOf(flaws);
    }

    Failed(Fault why) {
      this(why, Flaw.of(Optional.of(why)));
    }

    /** The same failure in a transaction that it ends, so that its effect has not happened. */
    Failed undone() {
      return new Failed(undone(why), flaws.stream().map(Failed::undone).toList());
    }

    private static Flaw undone(Flaw flaw) {
      return new Flaw(flaw.where(), flaw.index(), flaw.why().map(Failed::undone));
    }

    private static Fault undone(Fault fault) {
      return new Fault(
          fault.type(),
          fault.nature(),
          fault.detail(),
          fault.attempts(),
          fault.retryAfter(),
          fault.reply(),
          false);
    }
  }

  /** The answer was decided, or the client disconnected, before the task ended. */
  record Cancelled() implements Outcome {}

  /**
   * The outcome for the signal of a task's work.
   *
   * @param signal a value or an outcome; null if the work completed without one
   * @param effect whether the work is an effect, which is a success even without a value
   */
  static Outcome of(@Nullable Object signal, boolean effect) {
    return switch (signal) {
      case null -> effect ? new Ok(Json.NULL) : new Absent();
      case Json value when value.isNull() && !effect -> new Absent();
      case Json value -> new Ok(value);
      case Outcome outcome -> outcome;
      case Object other -> throw new IllegalStateException("not a value: " + other);
    };
  }

  /** The task itself, or, if it was skipped, the task whose value was missing. */
  static int cause(int task, IntFunction<Outcome> outcomes) {
    return outcomes.apply(task) instanceof Skipped(var because) && because.isPresent()
        ? cause(because.getAsInt(), outcomes)
        : task;
  }

  /** The word used in answers, logs and metrics. */
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
      case Absent _, Skipped _, Failed _, Cancelled _ -> Optional.empty();
    };
  }

  /** Whether a task with this need may start. */
  default boolean satisfies(Task.For need) {
    return switch (need) {
      case VALUE -> value().isPresent();
      case SUCCESS -> value().isPresent() || this instanceof Absent;
      case SETTLED -> true;
    };
  }

  /** The fault for which the task failed or used its fallback. */
  default Optional<Fault> fault() {
    return switch (this) {
      case Failed failed -> Optional.of(failed.why());
      case Fallback(Json json, var instead) -> instead;
      case Ok _, Absent _, Skipped _, Cancelled _ -> Optional.empty();
    };
  }

  /** The flaws that make an answer with this outcome incomplete; empty if it is complete. */
  default List<Flaw> flaws() {
    return switch (this) {
      case Ok ok -> ok.flaws();
      case Absent _, Skipped _, Cancelled _ -> List.of();
      case Failed failed -> failed.flaws();
      case Fallback(Json json, var instead) -> Flaw.of(instead);
    };
  }

  /** Whether an answer with this outcome is complete. */
  default boolean isComplete() {
    return flaws().isEmpty();
  }
}

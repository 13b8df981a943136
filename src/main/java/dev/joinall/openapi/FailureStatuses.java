package dev.joinall.openapi;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StatusMapping;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.BackendCall;
import dev.joinall.config.Config;
import dev.joinall.config.Operation;
import dev.joinall.plan.Join;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import dev.joinall.plan.Work;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The possible statuses of an aggregation whose join is not met. The set may be too large, but is
 * complete.
 */
final class FailureStatuses {
  private static final Set<Integer> OF_A_CALL =
      Set.of(StatusMapping.FAILED, StatusMapping.REJECTED, StatusMapping.TIMEOUT);

  private final Config config;
  private final Map<String, SortedSet<Integer>> known = new HashMap<>();

  FailureStatuses(Config config) {
    this.config = config;
  }

  SortedSet<Integer> unmet(Plan plan) {
    SortedSet<Integer> found = known.get(plan.name());
    if (found == null) {
      found = find(plan);
      known.put(plan.name(), found);
    }
    return found;
  }

  private SortedSet<Integer> find(Plan plan) {
    SortedSet<Integer> statuses = new TreeSet<>();
    Set<Integer> seen = new HashSet<>();
    plan.tasks().stream()
        .filter(it -> it.required() || it.isInTransaction())
        .forEach(it -> withoutValue(it, plan, statuses, seen));
    statuses.addAll(
        switch (plan.join()) {
          case Join.All _, Join.Settled _ -> Set.of();
          case Join.First _, Join.Quorum _, Join.Until _ -> notOk(plan);
        });
    if (plan.failsAtDeadline()) {
      statuses.add(StatusMapping.TIMEOUT);
    }
    return statuses;
  }

  /** The causes of this status, as {@code respond.unmet} names them. */
  static List<String> causes(int status) {
    Stream<String> faults =
        Stream.of(Fault.Type.values())
            .filter(it -> StatusMapping.of(it) == status)
            .map(Fault.Type::word);
    // A 404 of a backend to an effect is a fault.
    Stream<String> others =
        status == StatusMapping.ABSENT
            ? Stream.of("absent", Fault.Type.STATUS.word())
            : Stream.empty();
    return Stream.concat(others, faults).toList();
  }

  /**
   * The statuses if a refusal cannot be evaluated because of the tasks that it reads, or not in
   * time.
   */
  static Set<Integer> notEvaluated(Plan plan) {
    boolean reads = plan.refusals().stream().anyMatch(it -> !it.needs().isEmpty());
    return reads ? OF_A_CALL : Set.of();
  }

  /** The statuses for joins for which a fallback is not a success. */
  private Set<Integer> notOk(Plan plan) {
    Set<Integer> statuses = new TreeSet<>(Set.of(StatusMapping.FAILED, StatusMapping.TIMEOUT));
    plan.joined().forEach(task -> statuses.addAll(own(plan.tasks().get(task), plan)));
    return statuses;
  }

  /** The statuses of a task, and of the tasks without which it is skipped. */
  private void withoutValue(Task task, Plan plan, Set<Integer> statuses, Set<Integer> seen) {
    if (!seen.add(task.index())) {
      return;
    }
    if (Bodies.fallback(task).isEmpty()) {
      statuses.addAll(own(task, plan));
    }
    if (task.when().isPresent()) {
      statuses.add(StatusMapping.FAILED);
    }
    for (Task.Need need : task.needs()) {
      if (need.what() != Task.For.SETTLED) {
        withoutValue(plan.tasks().get(need.task()), plan, statuses, seen);
      }
    }
  }

  private Set<Integer> own(Task task, Plan plan) {
    Set<Integer> statuses = new TreeSet<>(Set.of(StatusMapping.FAILED, StatusMapping.TIMEOUT));
    if (task.forEach().isPresent() && !task.required() && !task.isInTransaction()) {
      return statuses; // a list has a value, even if items fail
    }
    switch (task.work()) {
      case Work.Inner inner -> {
        statuses.addAll(unmet(inner.plan()));
        inner.plan().refusals().stream()
            .map(Refusal::status)
            .forEach(it -> statuses.add(outside(it)));
        statuses.addAll(notEvaluated(inner.plan()));
        if (inner.plan().answer().met().body().isPresent()) {
          statuses.add(StatusMapping.ABSENT);
        }
      }
      case Work.Call call -> statuses.addAll(of(written(task, plan)));
    }
    return statuses;
  }

  private Operation written(Task task, Plan plan) {
    AggregationConfig aggregation = Objects.requireNonNull(config.aggregations().get(plan.name()));
    return Objects.requireNonNull(aggregation.tasks().get(task.name())).operation();
  }

  private static Set<Integer> of(Operation operation) {
    Set<Integer> statuses = new TreeSet<>();
    switch (operation) {
      case Operation.Value value -> statuses.add(StatusMapping.ABSENT);
      case Operation.Aggregation inner -> {}
      case BackendCall call -> {
        statuses.addAll(OF_A_CALL);
        if (call.result().mayBeAbsent() || call.result().hasStatus()) {
          statuses.add(StatusMapping.ABSENT);
        }
        if (call.result().mayConflict()) {
          statuses.add(StatusMapping.CONFLICT);
        }
      }
    }
    return statuses;
  }

  /** The status that the refusal of an inner aggregation causes in the outer one. */
  private static int outside(int refusal) {
    return StatusMapping.isAbsent(refusal)
        ? StatusMapping.ABSENT
        : StatusMapping.of(StatusMapping.fault(refusal));
  }
}

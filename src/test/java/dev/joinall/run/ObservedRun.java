package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task.For;
import dev.joinall.template.Budget;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A {@link RandomPlan} in virtual time that records starts and cancellations. */
final class ObservedRun {
  private static final Duration LONG_AFTER = Duration.ofHours(1);

  private final RandomPlan plan;
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final List<List<Long>> starts = new ArrayList<>();
  private final List<List<Long>> cancels = new ArrayList<>();
  private final List<Integer> late = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();

  ObservedRun(RandomPlan plan) {
    this.plan = plan;
    plan.tasks()
        .forEach(task -> {
          starts.add(new ArrayList<>());
          cancels.add(new ArrayList<>());
        });
  }

  /** Runs it until long after its decision. */
  Report run() {
    return run(built());
  }

  /** The same as the only task of another plan with more time. */
  Report runInside() {
    Plan inner = built();
    var outer = PlanBuilder.post().deadline(inner.deadline().plusSeconds(1));
    var task = outer.task("in", inner, inner.deadline());
    if (inner.effect()) {
      var _ = task.effect();
    }
    return run(outer.build());
  }

  private Plan built() {
    var builder = plan.safe() ? PlanBuilder.get() : PlanBuilder.post();
    for (int i = 0; i < plan.tasks().size(); i++) {
      declare(builder, i, plan.tasks().get(i));
    }
    for (RandomPlan.Guard refusal : plan.refusals()) {
      Map<String, For> reads = new TreeMap<>();
      refusal.reads().forEach(it -> reads.put("t" + it, For.SETTLED));
      var _ = builder.refuse(scope -> holds(refusal), reads);
    }
    return builder
        .deadline(Duration.ofNanos(plan.deadline()))
        .join(plan.join())
        .of(names(plan.joined()))
        .awaited(names(plan.awaited()))
        .build();
  }

  private static boolean holds(RandomPlan.Guard refusal) {
    return switch (refusal.says()) {
      case PASS -> false;
      case REFUSE -> true;
      case FAIL -> throw new InvalidExpression("as drawn");
    };
  }

  private Report run(Plan built) {
    var runner =
        new Runner(
            time,
            report -> {
              if (report.plan().equals(built)) {
                reports.add(report);
              }
            },
            MemoryBudget.unbounded());
    var scope =
        new Scope(
            built.slots(), this::now, built.deadline().toNanos(), Trace.NONE, Budget.standard());
    var client = runner.run(built, scope, RunListener.NONE).subscribe();
    plan.leaves().ifPresent(at -> time.schedule(client::dispose, at - now(), TimeUnit.NANOSECONDS));
    time.advanceTimeBy(LONG_AFTER);
    if (reports.size() != 1) {
      throw new AssertionError(reports.size() + " reports");
    }
    return reports.getFirst();
  }

  private void declare(PlanBuilder builder, int index, RandomPlan.Drawn task) {
    PlanBuilder.Spec spec = builder.task("t" + index, step(index, task));
    for (Map.Entry<Integer, For> need : task.needs().entrySet()) {
      spec.needs("t" + need.getKey(), need.getValue());
    }
    if (!task.when()) {
      spec.when(scope -> false);
    }
    if (task.required()) {
      spec.required();
    }
    if (task.effect()) {
      spec.effect();
    }
    if (task.fallback()) {
      spec.fallback("instead");
    }
  }

  private Step step(int index, RandomPlan.Drawn task) {
    return scope -> {
      if (task.end() == RandomPlan.End.THROW) {
        started(index);
        throw new IllegalStateException("thrown");
      }
      return Mono.defer(() -> course(task))
          .doOnSubscribe(subscription -> started(index))
          .doOnCancel(() -> cancels.get(index).add(now()));
    };
  }

  private Mono<Json> course(RandomPlan.Drawn task) {
    Mono<Long> delay =
        task.delay() == 0 ? Mono.empty() : Mono.delay(Duration.ofNanos(task.delay()), time);
    return switch (task.end()) {
      case OK -> delay.then(Mono.just(Json.TRUE));
      case ABSENT -> delay.then(Mono.empty());
      case ERROR -> delay.then(Mono.error(new StepException(Fault.Type.STATUS, "as drawn")));
      case THROW, NEVER -> Mono.never();
    };
  }

  private void started(int index) {
    starts.get(index).add(now());
    if (!reports.isEmpty()) {
      late.add(index);
    }
  }

  private static String[] names(Iterable<Integer> tasks) {
    List<String> names = new ArrayList<>();
    tasks.forEach(task -> names.add("t" + task));
    return names.toArray(String[]::new);
  }

  private long now() {
    return time.now(TimeUnit.NANOSECONDS);
  }

  List<Long> starts(int task) {
    return starts.get(task);
  }

  List<Long> cancels(int task) {
    return cancels.get(task);
  }

  List<Integer> startedAfterTheDecision() {
    return late;
  }
}

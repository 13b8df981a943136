package dev.joinall.run;

import dev.joinall.bench.OnLoop;
import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A run of tasks that end at once: what the runner itself costs. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g", OnLoop.CUSTOM, OnLoop.CLASS})
public class RunnerBenchmark {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Param({"1", "3", "10", "50"})
  public int tasks;

  private Plan plan;
  private Runner runner;

  @Setup
  public void prepare() {
    PlanBuilder built = PlanBuilder.get();
    for (int i = 0; i < tasks; i++) {
      built = built.with("t" + i, scope -> Mono.just(Json.TRUE));
    }
    plan = built.build();
    runner = new Runner(OnLoop.hub().scheduler(), report -> {}, MemoryBudget.unbounded());
  }

  @Benchmark
  public Disposable run() {
    long deadline = System.nanoTime() + SECOND;
    var scope = new Scope(plan.slots(), System::nanoTime, deadline, Trace.NONE, Budget.standard());
    return runner.run(plan, scope, RunListener.NONE).subscribe();
  }
}

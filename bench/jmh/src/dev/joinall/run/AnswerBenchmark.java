package dev.joinall.run;

import dev.joinall.bench.OnLoop;
import dev.joinall.bench.Upstream;
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
import reactor.core.publisher.Mono;

/** The values of tasks, 1 KB each, joined into the body of an answer and written. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g", OnLoop.CUSTOM, OnLoop.CLASS})
public class AnswerBenchmark {
  @Param({"1", "3", "10"})
  public int tasks;

  private Report report;

  /** In place of the buffer of a socket. */
  private final byte[] out = new byte[64 << 10];

  private int written;

  @Setup
  public void prepare() {
    PlanBuilder built = PlanBuilder.get();
    for (int i = 0; i < tasks; i++) {
      Json value = Json.parse(Upstream.answer("abc".substring(i % 3, i % 3 + 1)));
      built = built.with("t" + i, scope -> Mono.just(value));
    }
    Plan plan = built.build();
    var runner = new Runner(OnLoop.hub().scheduler(), it -> {}, MemoryBudget.unbounded());
    long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    var scope = new Scope(plan.slots(), System::nanoTime, deadline, Trace.NONE, Budget.standard());
    runner.run(plan, scope, RunListener.NONE).subscribe(it -> report = it);
    if (report == null) {
      throw new IllegalStateException("the run has not ended at once");
    }
  }

  @Benchmark
  public int join() {
    written = 0;
    BodyWriter.of(report, report.plan().answer().met()).writeTo(this::write);
    return written;
  }

  private void write(byte[] array, int from, int length) {
    System.arraycopy(array, from, out, written, length);
    written += length;
  }
}

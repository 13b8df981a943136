package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/**
 * What a run allocates on the heap, without its calls, its request and its answer. Unlike its time
 * it is the same in each process. A change that needs more raises the number here, with a reason.
 */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 3_000;
  private static final int RUNS = 2_000;

  /** Less by more than this share: then the number is out of date. */
  private static final double OUT_OF_DATE = 0.8;

  @ParameterizedTest
  @CsvSource({"1, 1550", "3, 2500", "10, 5650"})
  void aRunOfTasksThatEndAtOnce(int tasks, long bytes) throws Exception {
    PlanBuilder built = PlanBuilder.get();
    for (int i = 0; i < tasks; i++) {
      built = built.with("t" + i, scope -> Mono.just(Json.TRUE));
    }
    Plan plan = built.build();
    try (var hub = new Hub(Transport.NIO)) {
      var runner = new Runner(hub.scheduler(), report -> {}, MemoryBudget.unbounded());
      long each = hub.loops().next().submit(() -> allocated(runner, plan)).get(1, TimeUnit.MINUTES);
      assertThat(each).isBetween((long) (OUT_OF_DATE * bytes), bytes);
    }
  }

  private static long allocated(Runner runner, Plan plan) {
    run(runner, plan, WARM_UP);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(runner, plan, RUNS);
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / RUNS;
  }

  private static void run(Runner runner, Plan plan, int times) {
    for (int i = 0; i < times; i++) {
      long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      var scope =
          new Scope(plan.slots(), System::nanoTime, deadline, Trace.NONE, Budget.standard());
      var _ = runner.run(plan, scope, RunListener.NONE).subscribe();
    }
  }
}

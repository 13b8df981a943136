package dev.joinall.guard;

import dev.joinall.backend.Kinds;
import dev.joinall.backend.Step;
import dev.joinall.bench.OnLoop;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

/** The guards of a backend around a call that ends at once. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx1g", OnLoop.CUSTOM, OnLoop.CLASS})
public class GuardsBenchmark {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Keys of the backend; its timeout is always there. */
  @Param({
    "timeout: 1s",
    "timeout: 1s, retry: { attempts: 2 }, circuit-breaker: {}",
    "timeout: 1s, retry: { attempts: 2 }, circuit-breaker: {}, bulkhead: { max: 64 }, rate-limit: { permits: 1000000, per: 10ms }"
  })
  public String guards;

  private Step step;

  @Setup
  public void prepare() {
    String file =
        """
        backends: { it: { kind: http, url: "http://it", %s } }
        aggregations: { a: { route: GET /a, tasks: { t: { backend: it, get: /a } } } }
        """
            .formatted(guards);
    var problems = new Problems();
    Config config =
        ConfigFile.read(
            new Source("benchmark", file),
            Kinds.installed(Map.of()).byName(),
            (tree, p) -> tree,
            problems);
    if (!problems.all().isEmpty()) {
      throw new IllegalStateException(problems.all().toString());
    }
    step =
        new BackendGuards(config.backends().get("it"), OnLoop.hub().scheduler())
            .of(config.aggregations().get("a").tasks().get("t"), Optional.empty())
            .around(scope -> Mono.just(Json.TRUE), Optional.empty());
  }

  @Benchmark
  public Disposable call() {
    long deadline = System.nanoTime() + SECOND;
    return step.run(new Scope(0, System::nanoTime, deadline, Trace.NONE, Budget.standard()))
        .subscribe();
  }
}

package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.bench.Upstream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** JSON of a backend: its check, and a member read from it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class JsonBenchmark {
  @Param({"1", "10", "100"})
  public int kilobytes;

  private byte[] bytes;

  @Setup
  public void prepare() {
    String one = new String(Upstream.answer("a"), UTF_8);
    bytes = ("[" + (one + ",").repeat(kilobytes - 1) + one + "]").getBytes(UTF_8);
  }

  @Benchmark
  public Json scan() {
    return Json.parse(bytes);
  }

  /** Of the last element, so that all before it are passed. */
  @Benchmark
  public Json scanAndRead() {
    return Json.parse(bytes).get(kilobytes - 1).get("sku");
  }
}

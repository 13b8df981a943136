package dev.joinall.template;

import dev.joinall.bench.Upstream;
import dev.joinall.json.Json;
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

/** Expressions over a body of 1 KB. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class TemplateBenchmark {
  @Param({
    "body.sku",
    "'/products/' + body.sku",
    "size(body.name) > 3 && body.sku != 'none'",
    "body.sizes.map(it, it * 2)"
  })
  public String expression;

  private Template template;
  private Scope scope;

  @Setup
  public void prepare() {
    var symbols = new SymbolTable();
    int slot = symbols.root(SymbolTable.BODY, SymbolTable.Type.ANY);
    template = Expressions.compiled(symbols, expression);
    scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, Budget.unbounded());
    scope.set(slot, Json.parse(Upstream.answer("a")));
  }

  @Benchmark
  public Json render() {
    return template.render(scope);
  }
}

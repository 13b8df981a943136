package dev.joinall.backend.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.bench.Upstream;
import dev.joinall.json.JsonWriter;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A document of 1 KB from MongoDB, written as JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
public class BsonBenchmark {
  private RawBsonDocument document;

  @Setup
  public void prepare() {
    document = RawBsonDocument.parse(new String(Upstream.answer("a"), UTF_8));
  }

  @Benchmark
  public JsonWriter toJson() {
    var out = new JsonWriter(1024);
    BsonJson.write(document, out);
    return out;
  }
}

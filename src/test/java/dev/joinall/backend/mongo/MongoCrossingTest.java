package dev.joinall.backend.mongo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.Transport;
import dev.joinall.backend.mongo.WireServer.Request;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Two callers with different secrets and a misbehaving server: an answer reaches its own caller or
 * nobody.
 */
@Execution(ExecutionMode.CONCURRENT)
class MongoCrossingTest {
  private static final int TIMES = 3;
  private static final int CALLS = 1_000;
  private static final int AT_ONCE = 4;
  private static final int RARE = 30;
  private static final Set<Fault.Type> FAULTS =
      Set.of(
          Fault.Type.MALFORMED,
          Fault.Type.UNAVAILABLE,
          Fault.Type.TIMEOUT,
          Fault.Type.REJECTED,
          Fault.Type.STATUS);

  private final long seed = new Random().nextLong();
  private final Map<Integer, byte[]> earlier = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final Random random = new Random(seed);

  @RepeatedTest(TIMES)
  @Timeout(180)
  void noAnswerReachesAnotherCaller() {
    LoggerFactory.getLogger(MongoCrossingTest.class).info("seed {}", seed);
    try (var hub = new Hub(Transport.best());
        var server = WireServer.start(this::answer);
        var shop =
            new StepFixture(
                """
                {kind: mongo, uri: "%s", database: shop, timeout: 2s,
                 pool: {max: 2, max-pending: 100, acquire-timeout: 2s}}\
                """
                    .formatted(server.uri()),
                hub,
                MongoBackend::new)) {
      Step step = shop.step("find-one: items, filter: {_id: \"${body}\"}");
      Flux.range(0, CALLS)
          .flatMap(number -> call(step, shop, number), AT_ONCE)
          .blockLast(Duration.ofMinutes(2));

      assertThat(wrong).as("seed " + seed).isEmpty();
      assertThat(right.get()).as("seed " + seed).isGreaterThan(CALLS / 4);
      assertThat(failed.get()).as("seed " + seed).isGreaterThan(CALLS / 20);
      await().atMost(Duration.ofSeconds(9)).until(() -> shop.backend().pool().inUse() == 0);
      server.answer(MongoCrossingTest::well);
      assertThat(shop.run("find-one: items, filter: {_id: \"${body}\"}", Json.string("z")))
          .hasToString("Optional[{\"_id\":\"z\"}]");
    }
  }

  private Mono<Json> call(Step step, StepFixture shop, int number) {
    String secret = (number % 2 == 0 ? "ann-" : "bob-") + number;
    Mono<Json> answer =
        Mono.defer(() -> step.run(shop.scope(Json.string(secret))))
            .doOnNext(json -> note(secret, json))
            .onErrorResume(error -> note(secret, Fault.of(error)));
    return number % 7 == 3 ? answer.takeUntilOther(Mono.just(1).hide()) : answer;
  }

  private void note(String secret, Json answer) {
    right.incrementAndGet();
    if (!answer.toString().equals("{\"_id\":\"" + secret + "\"}")) {
      wrong.add(secret + " got " + answer);
    }
  }

  private Mono<Json> note(String secret, Fault fault) {
    failed.incrementAndGet();
    if (!FAULTS.contains(fault.type()) || fault.detail().contains("Exception")) {
      wrong.add(secret + " got " + fault);
    }
    return Mono.empty();
  }

  private static byte[] found(Request request) {
    BsonDocument filter = request.command().getDocument("filter", new BsonDocument());
    BsonDocument id =
        filter.get("_id", new BsonString("")).isDocument()
            ? filter.getDocument("_id")
            : new BsonDocument("$eq", filter.get("_id", new BsonString("")));
    return request.reply(
        "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: [{_id: '"
            + id.getString("$eq").getValue()
            + "'}]}}");
  }

  private static boolean well(Request request, OutputStream out) throws IOException {
    out.write(request.command().containsKey("find") ? found(request) : request.reply("{ok: 1}"));
    return true;
  }

  private int chance(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  /** Every third time something else instead of the answer. */
  private boolean answer(Request request, OutputStream out) throws IOException {
    if (!request.command().containsKey("find")) {
      return well(request, out);
    }
    byte[] reply = found(request);
    byte[] last = earlier.getOrDefault(request.connection(), reply);
    earlier.put(request.connection(), reply);
    // Errors after which the driver closes its other connections and waits are rare.
    switch (chance(100) == 0 ? RARE + chance(4) : chance(RARE)) {
      case 0, 1 -> write(out, last, reply); // the previous reply again, first
      case 2, 3 -> write(out, last); // the previous reply instead
      case 4, 5 -> write(out, "garbage that is long enough for a header".getBytes(US_ASCII));
      case 6, 7 -> {
        reply[chance(reply.length)] ^= (byte) (1 << chance(8));
        // A changed bit of the value itself is not detectable.
        write(out, isValueTouched(request, reply) ? found(request) : reply);
      }
      case 8 -> write(out, WireServer.header(Integer.MAX_VALUE, request.id(), 2013, 64).array());
      case 9 -> write(out, request.reply("{ok: 0, code: 2, errmsg: 'no'}"));
      case RARE -> write(out, reply, reply);
      case RARE + 1 -> write(out, reply, last);
      case RARE + 2 -> {
        out.write(reply, 0, reply.length / 2);
        return false;
      }
      case RARE + 3 -> {
        return false;
      }
      default -> write(out, reply);
    }
    return true;
  }

  /** Whether the damage is outside of the reply's fixed parts. */
  private static boolean isValueTouched(Request request, byte[] reply) {
    byte[] good = found(request);
    for (int i = 0; i < good.length; i++) {
      if (good[i] != reply[i]) {
        return i >= 25;
      }
    }
    return false;
  }

  private static void write(OutputStream out, byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      out.write(part);
    }
  }
}

package dev.joinall.soak;

import dev.joinall.e2e.RawClient;
import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Clients that disconnect at any moment leave no resources behind. The server uses the pooled
 * allocator without caches, whose buffers can be counted, and the leak detector checks each of
 * them.
 */
class LeavingSoak {
  private static final int CLIENTS = Pace.of(10_000);
  private static final double PER_SECOND = 250;
  private static final int LONGEST_STAY_MILLIS = 60;
  private static final int PLACES = 20;

  /** One second plus MongoDB's timeout, because its driver releases connections only then. */
  private static final Duration ALLOWED = Duration.ofMillis(1000 + 500L * Pace.SLOW);

  /** Nothing is left at all. A busy machine gets there later. */
  private static final Duration AT_LAST = Duration.ofSeconds(30);

  private static final String[] COUNTED = {
    "-Xmx512m",
    "-Dio.netty.leakDetection.level=paranoid",
    "-Dio.netty.allocator.type=pooled",
    "-Dio.netty.allocator.smallCacheSize=0",
    "-Dio.netty.allocator.normalCacheSize=0"
  };

  private static final String CONFIG =
      """
      backends:
        http: { kind: http, url: "${env.HTTP}", timeout: 500ms, pool: { max: 20, idle: 5m }, bulkhead: { max: 20 } }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 500ms, pool: { max: 20 }, bulkhead: { max: 20 } }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 500ms, bulkhead: { max: 20 } }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 500ms, pool: { max: 20, idle: 5m }, bulkhead: { max: 20 } }
        sql: { kind: sql, uri: "${env.SQL}/troubled", timeout: 500ms, pool: { max: 20, idle: 5m }, bulkhead: { max: 20 } }
        amqp: { kind: amqp, uri: "${env.AMQP}", timeout: 500ms, pool: { max: 20, idle: 5m }, bulkhead: { max: 20 } }
        streams: { kind: redis, uri: "${env.STREAMS}", timeout: 500ms, bulkhead: { max: 20 } }
      aggregations:
        page:
          route: GET /page
          deadline: 1000ms
          tasks:
            http: { backend: http, get: /it }
            mongo: { backend: mongo, find-one: items, filter: { _id: 1 } }
            redis: { backend: redis, command: [GET, it], as: json }
            sql: { backend: sql, query: "select name from items where id = 1", one: true }
            amqp: { backend: amqp, request: { routing-key: it, body: 1 }, safe: true }
            streams: { backend: streams, request: { stream: it, body: 1 }, safe: true }
        mail:
          route: POST /mail
          deadline: 1000ms
          tasks:
            it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: s, text: t } }
      """;

  private final Table table = new Table("5-leaving");

  @Test
  void clientsThatLeaveAtRandomMomentsLeaveNothingBehind() throws Exception {
    long seed = System.nanoTime();
    try (var servers = TroubledServers.start("m".repeat(2000));
        var server = ObservedProcess.start(Pace.slow(config(servers)), servers.env(), COUNTED)) {
      servers.http().on("GET", "/it").body("1").delay(Duration.ofMillis(LONGEST_STAY_MILLIS / 2));
      fillPools(servers, server);
      await(Duration.ofSeconds(2), () -> false);
      var before = State.of(servers, server);
      leave(server, new Random(seed));
      long left = System.nanoTime();
      // The state that met the condition: looking once more uses buffers.
      var after = new AtomicReference<>(before);
      try (var stall = Stall.watch()) {
        await(AT_LAST, () -> after.updateAndGet(it -> State.of(servers, server)).isWithin(before));
        double millis = (System.nanoTime() - left) / 1e6;
        report(before, after.get(), seed);
        reportTime(millis, stall);
      }
      reportPlaces(fillPools(servers, server));
      reportLeaks(server);
    }
    table.check();
  }

  /** Without the calls of a server that is not there, which would fail. */
  private static String config(TroubledServers servers) {
    return CONFIG
        .lines()
        .filter(
            line -> servers.kinds().contains(ServerKind.SQL) || !line.contains("{ backend: sql,"))
        .collect(Collectors.joining("\n"));
  }

  /**
   * Resources in use.
   *
   * @param backends number of connections to the backends
   */
  private record State(int descriptors, long buffers, int backends) {
    static State of(TroubledServers servers, ObservedProcess server) {
      return new State(
          server.descriptors(),
          server.holds().buffers(),
          servers.kinds().stream().mapToInt(kind -> servers.proxy(kind).open()).sum());
    }

    boolean isWithin(State before) {
      return descriptors <= before.descriptors
          && buffers <= before.buffers
          && backends <= before.backends;
    }
  }

  /** As many concurrent calls as the pools have places, delayed until all have been sent. */
  private static Samples fillPools(TroubledServers servers, ObservedProcess server)
      throws InterruptedException {
    var _ = new Load(server.url(), "GET", "/page").times(50);
    var _ = new Load(server.url(), "POST", "/mail").times(50);
    for (ServerKind kind : servers.kinds()) {
      servers.proxy(kind).begin(Trouble.HANG);
    }
    var pages = new Load(server.url(), "GET", "/page");
    var mails = new Load(server.url(), "POST", "/mail");
    var samples = new ConcurrentLinkedQueue<Sample>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < PLACES; i++) {
        threads.execute(() -> samples.addAll(pages.times(1).all()));
        threads.execute(() -> samples.addAll(mails.times(1).all()));
      }
      Thread.sleep(150L * Pace.SLOW);
      servers.heal();
    }
    return new Samples(List.copyOf(samples));
  }

  private static void leave(ObservedProcess server, Random random) {
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        long due = start + (long) (i * 1e9 / PER_SECOND);
        LockSupport.parkNanos(due - System.nanoTime());
        boolean mail = i % 10 == 0;
        boolean politely = random.nextBoolean();
        long stay = random.nextLong(Duration.ofMillis(LONGEST_STAY_MILLIS).toNanos());
        threads.execute(() -> visit(server, mail, politely, stay));
      }
    }
  }

  private static void visit(ObservedProcess server, boolean mail, boolean politely, long stay) {
    try (var client = RawClient.connect(server.url())) {
      client.send(mail ? "POST" : "GET", mail ? "/mail" : "/page");
      LockSupport.parkNanos(stay);
      if (!politely) {
        client.reset();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void report(State before, State after, long seed) {
    table.line(
        "%,d clients disconnect at random moments (seed %d)".formatted(CLIENTS, seed),
        "%d descriptors, %d buffers, %d connections to backends"
            .formatted(before.descriptors(), before.buffers(), before.backends()),
        "%d, %d, %d".formatted(after.descriptors(), after.buffers(), after.backends()),
        after.isWithin(before));
  }

  private void reportTime(double millis, Stall stall) {
    table.line(
        "the time until then",
        stall.describe((double) ALLOWED.toMillis()),
        "%.0f ms".formatted(millis),
        millis <= stall.addedTo((double) ALLOWED.toMillis()));
  }

  private void reportPlaces(Samples samples) {
    int lost =
        samples.only(it -> it.fault().equals("rejected") || it.fault().equals("timeout")).count();
    table.line(
        "pools and permits after that: %d calls at once of each kind".formatted(PLACES),
        "each has a place",
        "%d of %d answers are complete, %d have a call that got no place or ran into its timeout"
            .formatted(samples.good().count(), samples.count(), lost),
        lost == 0);
  }

  private void reportLeaks(ObservedProcess server) {
    for (int i = 0; i < 5; i++) {
      var _ = server.holds(); // collects what is lost
      var _ =
          new Load(server.url(), "GET", "/page").times(20); // the detector looks when it is used
    }
    long leaks = server.log().stream().filter(line -> line.contains("LEAK")).count();
    table.line(
        "buffers lost, by the paranoid leak detector",
        "none",
        leaks == 0 ? "none" : leaks + " reports",
        leaks == 0);
  }

  private static void await(Duration atMost, BooleanSupplier condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < end && !condition.getAsBoolean()) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}

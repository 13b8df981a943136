package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A database server that is killed and started again. Only the calls of that moment fail, and what
 * their answers say is compared with what the tables hold.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // a server that recovers on a busy machine
abstract class SqlKills {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int CALLERS = 6;
  private static final int CALLS = 40;

  /** Two statements of one request, in the tables {@code one} and {@code two}. */
  private static final List<String> WRITES = List.of("single", "together", "session");

  private static final Pattern FAULT = Pattern.compile("\"task\":\"\\w+\",\"fault\":\"([a-z-]+)\"");

  private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private TestServer server;

  /** An answer; the times are of the system's clock. */
  private record Call(String route, int id, long begin, long end, int status, String body) {
    boolean isWell() {
      return status == 200;
    }

    String fault() {
      var found = FAULT.matcher(body);
      return found.find() ? found.group(1) : "none";
    }
  }

  abstract SqlServer database();

  /** A commit is written before it is answered, so that a kill does not lose it. */
  abstract void makeCommitsLast();

  abstract void kill();

  abstract void restart();

  /** Makes each commit wait that writes to the table {@code one}, until the server is killed. */
  abstract void holdCommits();

  /** The task that gives a row for each commit that waits. */
  abstract String waitingCommits();

  private String file() {
    return """
    backends:
      shop: { kind: sql, uri: "%s", timeout: 10s, pool: { max: 4, max-pending: 50, acquire-timeout: 5s } }
    aggregations:
      read:
        route: POST /read/{id}
        deadline: 20s
        input: { path: { id: { type: integer } } }
        tasks: { it: { backend: shop, query: "select :id + 0 as it", args: { id: "${path.id}" }, required: true } }
      single:
        route: POST /single/{id}
        deadline: 20s
        input: { path: { id: { type: integer } } }
        tasks: { it: { backend: shop, execute: "insert into one values (:id)", args: { id: "${path.id}" }, required: true } }
      together:
        route: POST /together/{id}
        deadline: 20s
        input: { path: { id: { type: integer } } }
        tasks:
          it:
            backend: shop
            required: true
            statements:
              - { execute: "insert into one values (:id)", args: { id: "${path.id}" } }
              - { execute: "insert into two values (:id)", args: { id: "${path.id}" } }
      session:
        route: POST /session/{id}
        deadline: 20s
        session: transaction
        input: { path: { id: { type: integer } } }
        tasks:
          one: { backend: shop, execute: "insert into one values (:id)", args: { id: "${path.id}" } }
          two: { backend: shop, execute: "insert into two values (:id)", args: { id: "${path.id}" }, needs: [one] }
      seen:
        route: POST /seen/{id}
        deadline: 20s
        session: transaction
        input: { path: { id: { type: integer } } }
        tasks:
          one: { backend: shop, execute: "insert into one values (:id)", args: { id: "${path.id}" } }
          two: { backend: shop, execute: "insert into two values (:id)", args: { id: "${path.id}" }, needs: [one] }
        respond:
          unmet:
            status: 502
            body: { task: two, fault: "${outcomes.two.fault}", one: "${outcomes.one.happened}", two: "${outcomes.two.happened}" }
    """
        .formatted(database().uri());
  }

  @BeforeEach
  void serve() {
    makeCommitsLast();
    database().run("drop table if exists one");
    database().run("drop table if exists two");
    database().run("create table one (id int primary key)");
    database().run("create table two (id int primary key)");
    server = TestServer.serve(file(), Map.of());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Call call(String route) {
    int id = ids.incrementAndGet();
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + "/" + route + "/" + id))
            .POST(BodyPublishers.noBody())
            .build();
    long begin = System.nanoTime();
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      var call = new Call(route, id, begin, System.nanoTime(), answer.statusCode(), answer.body());
      calls.add(call);
      return call;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyTheCallsOfThatMomentFailAndTheirAnswersAreTrue() throws Exception {
    var stopped = new CompletableFuture<Void>();
    long killed;
    long back;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(
            threads.submit(() -> {
              while (!stopped.isDone()) {
                call("read");
                WRITES.forEach(this::call);
              }
            }));
      }
      try {
        awaitCallsSince(System.nanoTime());
        killed = System.nanoTime();
        kill();
        awaitCallsSince(System.nanoTime());
        restart();
        back = System.nanoTime();
        awaitCallsSince(back);
      } finally {
        stopped.complete(null);
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
    assertThat(calls.stream().filter(it -> it.end() < killed || it.begin() > back))
        .allMatch(Call::isWell);
    assertThat(calls.stream().filter(it -> !it.isWell())).isNotEmpty();
    assertThat(calls.stream().filter(it -> !it.isWell() && it.route().equals("read")))
        .allMatch(it -> it.fault().equals("unavailable"));
    assertThat(calls.stream().filter(it -> !it.isWell()))
        .allMatch(it -> Set.of("unavailable", "unknown").contains(it.fault()));
    assertTrue();
  }

  /** What is told to have happened has, and what is told to have not has not. */
  private void assertTrue() {
    Set<Integer> one = ids("query: select id from one");
    Set<Integer> two = ids("query: select id from two");
    for (Call call : calls) {
      if (call.route().equals("read")) {
        continue;
      }
      boolean happened = one.contains(call.id());
      if (!call.route().equals("single")) {
        assertThat(two.contains(call.id())).as("both or none: %s", call).isEqualTo(happened);
      }
      if (!call.fault().equals("unknown")) {
        assertThat(happened).as("%s", call).isEqualTo(call.isWell());
      }
    }
  }

  /** The column {@code id} of a query. */
  final Set<Integer> ids(String task) {
    try (var fixture = new SqlFixture(database().uri(), ", timeout: 20s")) {
      return ID.matcher(fixture.run(task).orElseThrow())
          .results()
          .map(it -> Integer.valueOf(it.group(1)))
          .collect(Collectors.toSet());
    }
  }

  private void awaitCallsSince(long moment) {
    await()
        .atMost(SOON)
        .until(() -> calls.stream().filter(it -> it.begin() > moment).count() >= CALLS);
  }

  @Test
  void aCommitWithoutAnAnswerIsUnknown() throws Exception {
    assertCommitsUnknown(this::kill, this::restart);
  }

  /** For each way of writing. */
  final void assertCommitsUnknown(Runnable kill, Runnable restart) throws Exception {
    holdCommits();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Call>> waiting =
          Stream.concat(WRITES.stream(), Stream.of("seen"))
              .map(route -> threads.submit(() -> call(route)))
              .toList();
      await().atMost(SOON).until(() -> ids(waitingCommits()).size() == waiting.size());
      kill.run();
      for (Future<Call> call : waiting) {
        assertThat(call.get().fault()).as("%s", call.get()).isEqualTo("unknown");
        assertThat(call.get().status()).isEqualTo(502);
      }
      assertThat(waiting.getLast().get().body()).contains("\"one\":null,\"two\":null");
    } finally {
      restart.run();
    }
    assertTrue();
    WRITES.forEach(route -> assertThat(call(route)).matches(Call::isWell));
    assertTrue();
  }
}

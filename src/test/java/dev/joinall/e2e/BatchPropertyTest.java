package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Items in a batch get the results that their own calls would give, for random data. Each task
 * exists twice: one that reads {@code index} is never batched.
 */
class BatchPropertyTest {
  private static final int ROUNDS = 60;
  private static final String ID = "5f00000000000000000000";
  private static final List<String> PROJECTIONS =
      List.of(
          "{}",
          "{_id: 0}",
          "{_id: 1}",
          "{k: 0}",
          "{k: 1}",
          "{n: 1}",
          "{n: 0}",
          "{_id: 0, k: 0}",
          "{_id: 0, n: 1}",
          "{_id: 0, k: 1}",
          "{_id: false, n: true, k: true}",
          "{_id: 0, 'k.a': 1}");
  private static final List<String> FIELDS =
      List.of(
          ", k: 'a'",
          ", k: 'A'",
          ", k: 'b'",
          ", k: 1",
          ", k: {$numberLong: '1'}",
          ", k: {$numberDouble: '1.0'}",
          ", k: 1.5",
          ", k: {$numberDouble: '-0.0'}",
          ", k: {$numberLong: '9007199254740993'}",
          ", k: {$numberDouble: '9007199254740992'}",
          ", k: true",
          ", k: '5f0000000000000000000001'",
          ", k: {$oid: '5f0000000000000000000001'}",
          ", k: null",
          "");
  private static final List<String> RARE_FIELDS =
      List.of(", k: [1, 'a']", ", k: {a: 1}", ", k: {$numberDecimal: '1'}");
  private static final List<String> ITEMS =
      List.of(
          "\"a\"",
          "\"A\"",
          "\"b\"",
          "\"c\"",
          "1",
          "1.0",
          "1.5",
          "0",
          "9007199254740992",
          "9007199254740993",
          "true",
          "false",
          "null",
          "[1,\"a\"]",
          "{\"a\":1}",
          "{\"$ne\":1}",
          "\"5f0000000000000000000001\"",
          "\"5f0000000000000000000002\"",
          "\"5f0000000000000000000099\"");

  private static BatchServer server;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @BeforeAll
  static void start() {
    var yaml =
        new StringBuilder(
            """
            backends:
              shop: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 9s, max-body: 200B, pool: { max-pending: 2000, acquire-timeout: 9s } }
              cache: { kind: redis, uri: "${env.REDIS}", timeout: 9s, max-body: 100B }
            """);
    yaml.append("aggregations:\n");
    for (int i = 0; i < PROJECTIONS.size(); i++) {
      aggregation(yaml, "documents" + i);
      String find =
          "backend: shop, find-one: things, projection: %s, filter: {%%s: \"${%%s}\"}"
              .formatted(PROJECTIONS.get(i));
      String id = "objectId(item)";
      pair(yaml, "k", find.formatted("k", "item"), find.formatted("k", "index < 0 ? item : item"));
      pair(
          yaml,
          "id",
          find.formatted("_id", id),
          find.formatted("_id", "index < 0 ? %s : %s".formatted(id, id)));
    }
    aggregation(yaml, "values");
    String get = "backend: cache, command: [GET, \"k:${item}%s\"], as: ";
    for (String as : List.of("json", "text")) {
      pair(yaml, as, get.formatted("") + as, get.formatted("${index < 0 ? 'x' : ''}") + as);
    }
    server = new BatchServer(yaml.toString());
  }

  private static void aggregation(StringBuilder yaml, String name) {
    yaml.append(
        """
          %s:
            route: POST /%s
            input: { body: { type: array } }
            deadline: 10s
            tasks:
        """
            .formatted(name, name));
  }

  /** One task twice; the second one reads the index, without any other difference. */
  private static void pair(StringBuilder yaml, String name, String batched, String single) {
    String task = "      %s: { for-each: { in: \"${body}\" }, %s }\n";
    yaml.append(task.formatted(name, batched)).append(task.formatted(name + "_", single));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void documentsAreTheSame() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<String> documents = documents();
      server.hold(documents);
      String items = items(ITEMS);
      int projection = random.nextInt(PROJECTIONS.size());
      Json answer = server.post("/documents" + projection, items);
      String told =
          "seed %d, items %s, projection %s, documents %s"
              .formatted(seed, items, PROJECTIONS.get(projection), documents);
      assertSame(answer, "k", told);
      assertSame(answer, "id", told);
    }
  }

  @Test
  void valuesAreTheSame() throws Exception {
    List<String> values =
        List.of("1.10", "'{\"a\":[1]}'", "null", "nothing", "\"\\xff\"", "''", "x".repeat(101));
    for (int round = 0; round < ROUNDS; round++) {
      List<String> commands =
          Stream.of("a", "A", "b", "1", "true")
              .filter(key -> random.nextBoolean())
              .map(key -> "SET k:" + key + " " + any(values))
              .collect(Collectors.toCollection(ArrayList::new));
      commands.addFirst("FLUSHALL");
      server.redis().run(commands);
      String items = items(ITEMS);
      Json answer = server.post("/values", items);
      String told = "seed %d, items %s, %s".formatted(seed, items, commands);
      assertSame(answer, "json", told);
      assertSame(answer, "text", told);
    }
  }

  private static void assertSame(Json answer, String task, String told) {
    assertThat(answer.get(task)).as(told).isEqualTo(answer.get(task + "_"));
    assertThat(faults(answer, task)).as(told).isEqualTo(faults(answer, task + "_"));
  }

  /** By index. */
  private static List<String> faults(Json answer, String task) {
    Json errors = answer.get("errors");
    return errors == null
        ? List.of()
        : errors.elements().stream()
            .filter(error -> error.get("task").text().equals(task))
            .map(error -> error.get("index") + " " + error.get("fault"))
            .toList();
  }

  /** A few of them make a batch unsure; some are larger than allowed. */
  private List<String> documents() {
    List<String> documents = new ArrayList<>();
    int count = random.nextInt(30);
    for (int i = 0; i < count; i++) {
      String field = any(random.nextInt(60) == 0 ? RARE_FIELDS : FIELDS);
      String padding = random.nextInt(10) == 0 ? ", pad: '" + "x".repeat(200) + "'" : "";
      documents.add("{_id: {$oid: '%s%02d'}%s, n: %d%s}".formatted(ID, i, field, i, padding));
    }
    return documents;
  }

  private String items(List<String> pool) {
    return random.ints(random.nextInt(20), 0, pool.size()).mapToObj(pool::get).toList().toString();
  }

  private String any(List<String> pool) {
    return pool.get(random.nextInt(pool.size()));
  }
}

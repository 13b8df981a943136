package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The number of commands for the items of a for-each. */
class BatchTest {
  private static BatchServer server;

  @BeforeAll
  static void start() {
    server =
        new BatchServer(
            """
            backends:
              shop: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 9s }
              cache: { kind: redis, uri: "${env.REDIS}", timeout: 9s }
            aggregations:
              find:
                route: POST /find
                input: { body: { type: array } }
                deadline: 10s
                tasks:
                  it:
                    backend: shop
                    for-each: { in: "${body}", max: 500 }
                    find-one: things
                    filter: { k: "${item}" }
              get:
                route: POST /get
                input: { body: { type: array } }
                deadline: 10s
                tasks:
                  it: { backend: cache, for-each: { in: "${body}", max: 500 }, command: [GET, "${item}"] }
            """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aHundredItemsAreOneFind() throws Exception {
    server.hold(List.of());
    assertThat(commandsFor(0, 1)).containsExactly("find");
    assertThat(commandsFor(0, 3)).containsExactly("find");
    assertThat(commandsFor(0, 100)).containsExactly("find");
    assertThat(commandsFor(0, 201)).containsExactly("find", "find", "find");
  }

  @Test
  void foundKeysNeedNoSecondCommand() throws Exception {
    server.hold(IntStream.range(0, 100).mapToObj("{k: %d}"::formatted).toList());
    assertThat(commandsFor(0, 100)).containsExactly("find");
    server.hold(IntStream.range(0, 200).mapToObj(i -> "{k: " + i / 2 + "}").toList());
    assertThat(commandsFor(0, 100)).containsExactly("find");
  }

  @Test
  void aFieldThatHoldsAListIsAskedForOneByOne() throws Exception {
    server.hold(List.of("{_id: 1, k: [1, 2]}", "{_id: 2, k: 2}"));
    assertThat(commandsFor(1, 3)).containsExactly("find", "find", "find");
    assertThat(server.post("/find", "[1,2]"))
        .hasToString("{\"it\":[{\"_id\":1,\"k\":[1,2]},{\"_id\":1,\"k\":[1,2]}]}");
  }

  @Test
  void keysBehindTooManyDocumentsAreQueriedAlone() throws Exception {
    server.hold(
        IntStream.range(0, 50).mapToObj(i -> "{_id: " + i + ", k: " + i / 45 + "}").toList());
    assertThat(commandsFor(0, 2)).containsExactly("find", "find");
    assertThat(server.post("/find", "[0,1]"))
        .hasToString("{\"it\":[{\"_id\":0,\"k\":0},{\"_id\":45,\"k\":1}]}");
  }

  @Test
  void manyKeysAreOneCommand() throws Exception {
    server.redis().run(List.of("FLUSHALL", "SET a 1", "SET c 3", "CONFIG RESETSTAT"));
    assertThat(server.post("/get", "[\"a\",\"b\",\"c\",\"a\"]"))
        .hasToString("{\"it\":[\"1\",null,\"3\",\"1\"]}");
    assertThat(commandStatistics())
        .contains("cmdstat_mget:calls=1,")
        .doesNotContain("cmdstat_get:");
  }

  @Test
  void oneKeyTooManyForACommandMakesTwo() throws Exception {
    server.redis().run(List.of("FLUSHALL", "SET k0 first", "SET k100 last", "CONFIG RESETSTAT"));
    List<String> keys = IntStream.range(0, 101).mapToObj(i -> "\"k" + i + "\"").toList();
    assertThat(server.post("/get", keys.toString()).toString())
        .startsWith("{\"it\":[\"first\",null,")
        .endsWith(",null,\"last\"]}");
    assertThat(commandStatistics())
        .contains("cmdstat_mget:calls=2,")
        .doesNotContain("cmdstat_get:");
  }

  private static String commandStatistics() {
    RedisClient client = server.redis().newClient();
    try (var connection = client.connect()) {
      return connection.sync().info("commandstats");
    } finally {
      client.shutdown();
    }
  }

  /**
   * Commands to MongoDB for the numbers from {@code from} (inclusive) to {@code to} (exclusive).
   */
  private static List<String> commandsFor(int from, int to)
      throws IOException, InterruptedException {
    var _ = server.mongo().takeCommands();
    var _ = server.post("/find", IntStream.range(from, to).boxed().toList().toString());
    return server.mongo().takeCommands().stream().filter(name -> !name.equals("hello")).toList();
  }
}

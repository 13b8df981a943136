package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.TestServer;
import dev.joinall.config.ConfigException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands of a session, as a replica set gets them. */
class MongoSessionsTest {
  private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
  private final WireServer server = WireServer.replicaSet(this::answer);
  private volatile String failing = "";
  private volatile String hanging = "";

  /** A transaction reads from the primary. */
  private static String file(String uri, String mode) {
    return """
    backends: { shop: { kind: mongo, uri: "%s", database: shop, timeout: 2s } }
    aggregations:
      it:
        route: POST /it
        session: %s
        deadline: 2s
        tasks:
          put: { backend: shop, insert-one: orders, document: { _id: 1 } }
          seen: { backend: shop, find-one: orders, filter: { _id: 1 }%s, needs: [put] }
          more: { backend: shop, update-one: stock, filter: { _id: 2 }, update: { $inc: { n: 1 } }, needs: [seen] }
    """
        .formatted(uri, mode, mode.equals("causal") ? ", read-preference: secondary" : "");
  }

  private boolean answer(WireServer.Request request, OutputStream out) throws java.io.IOException {
    BsonDocument command = request.command();
    String name = command.getFirstKey();
    if (!List.of("ping", "endSessions").contains(name)) {
      commands.add(command);
    }
    if (name.equals(hanging)) {
      return true;
    }
    String times =
        ", operationTime: {$timestamp: {t: %d, i: 1}}, $clusterTime: {clusterTime: {$timestamp: {t: %d, i: 1}}}"
            .formatted(100 + commands.size(), 100 + commands.size());
    String reply =
        switch (name) {
          case "insert" -> "{ok: 1, n: 1" + times + "}";
          case "update" -> "{ok: 1, n: 1, nModified: 1" + times + "}";
          case "find" ->
              "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.orders', firstBatch: [{_id: 1}]}"
                  + times
                  + "}";
          default -> "{ok: 1" + times + "}";
        };
    out.write(
        request.reply(
            name.equals(failing)
                ? "{ok: 0, code: 112, codeName: 'WriteConflict', errmsg: 'no'}"
                : reply));
    return true;
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> run(String mode) throws Exception {
    try (var joinall = TestServer.serve(file(server.uri(), mode), Map.of())) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(joinall.url() + "/it"))
                      .POST(BodyPublishers.noBody())
                      .build(),
                  BodyHandlers.ofString());
      awaitAbort();
      return answer;
    }
  }

  /** It comes after the answer. */
  private void awaitAbort() {
    boolean aborts = !hanging.isEmpty() || failing.equals("update");
    long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (aborts && count("abortTransaction") == 0 && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private long count(String name) {
    return commands.stream().filter(it -> it.getFirstKey().equals(name)).count();
  }

  private BsonDocument command(String name) {
    return commands.stream().filter(it -> it.getFirstKey().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aReadAfterAWriteWaitsForItsTimeOnAnyMember() throws Exception {
    assertThat(run("causal").statusCode()).isEqualTo(200);
    var lsid = command("insert").getDocument("lsid");
    assertThat(command("find").getDocument("lsid")).isEqualTo(lsid);
    assertThat(command("update").getDocument("lsid")).isEqualTo(lsid);
    BsonTimestamp time =
        command("find").getDocument("readConcern").getTimestamp("afterClusterTime");
    assertThat(time.getTime()).isGreaterThan(100);
    assertThat(command("insert")).doesNotContainKey("txnNumber");
  }

  @Test
  void aTransactionHasANumberAndIsCommitted() throws Exception {
    assertThat(run("transaction").statusCode()).isEqualTo(200);
    assertThat(command("insert").getBoolean("startTransaction").getValue()).isTrue();
    var number = command("insert").get("txnNumber");
    for (String name : List.of("find", "update", "commitTransaction")) {
      assertThat(command(name).get("txnNumber")).isEqualTo(number);
      assertThat(command(name).getBoolean("autocommit").getValue()).isFalse();
      assertThat(command(name)).doesNotContainKey("startTransaction");
    }
    assertThat(count("abortTransaction")).isZero();
  }

  @Test
  void aCallThatFailsAborts() throws Exception {
    failing = "update";
    HttpResponse<String> answer = run("transaction");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("the transaction was rolled back: the task \\\"more\\\"");
    assertThat(count("commitTransaction")).isZero();
    assertThat(count("abortTransaction")).isEqualTo(1);
  }

  @Test
  void aCommitThatFailsIsTheFaultOfTheLastWrite() throws Exception {
    failing = "commitTransaction";
    HttpResponse<String> answer = run("transaction");
    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(answer.body()).contains("the task \\\"more\\\" failed");
  }

  @Test
  void aCallBehindTheDeadlineAborts() throws Exception {
    hanging = "find";
    HttpResponse<String> answer = run("transaction");
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(count("commitTransaction")).isZero();
    assertThat(count("abortTransaction")).isEqualTo(1);
  }

  @Test
  void withoutAReplicaSetTheStartSaysSo() {
    try (var alone =
        WireServer.start((request, out) -> {
          out.write(request.reply("{ok: 1, ismaster: true}"));
          return true;
        })) {
      assertThatThrownBy(() -> TestServer.serve(file(alone.uri(), "causal"), Map.of()).close())
          .isInstanceOf(ConfigException.class)
          .hasMessageContainingAll(
              "joinall.yaml:5:14  aggregations.it.session",
              "the server of \"shop\" is no replica set, so it has no sessions",
              "run MongoDB as a replica set, which may have one member");
    }
  }
}

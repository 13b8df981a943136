package dev.joinall.soak;

import dev.joinall.testing.RawHttp;
import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A hanging backend does not measurably affect an aggregation that does not use it. */
class IsolationSoak {
  private static final double WELL_PER_SECOND = 200;
  private static final double TROUBLED_PER_SECOND = 40;
  private static final Duration WARM_UP = Pace.of(Duration.ofSeconds(20));
  private static final Duration ROUND = Pace.of(Duration.ofSeconds(6));
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int ROUNDS = 3;
  private static final double FACTOR = 1.1;
  private static final double MILLIS = 5;

  private static final String CONFIG =
      """
      backends:
        other: { kind: http, url: "${env.OTHER}" }
        http: { kind: http, url: "${env.HTTP}", timeout: 500ms }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 500ms }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 500ms }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 500ms }
        sql: { kind: sql, uri: "${env.SQL}/troubled", timeout: 500ms }
        amqp: { kind: amqp, uri: "${env.AMQP}", timeout: 500ms }
        streams: { kind: redis, uri: "${env.STREAMS}", timeout: 500ms }
      aggregations:
        sql: { route: POST /sql, deadline: 500ms, tasks: { it: { backend: sql, query: "select name from items where id = 1", one: true } } }
        other: { route: GET /other, tasks: { a: { backend: other, get: /a }, b: { backend: other, get: /b } } }
        amqp: { route: POST /amqp, deadline: 500ms, tasks: { it: { backend: amqp, request: { routing-key: it, body: 1 } } } }
        streams: { route: POST /streams, deadline: 500ms, tasks: { it: { backend: streams, request: { stream: it, body: 1 } } } }
        http: { route: POST /http, deadline: 500ms, tasks: { it: { backend: http, get: /it } } }
        mongo: { route: POST /mongo, deadline: 500ms, tasks: { it: { backend: mongo, find-one: items, filter: { _id: 1 } } } }
        redis: { route: POST /redis, deadline: 500ms, tasks: { it: { backend: redis, command: [GET, it], as: json } } }
        smtp:
          route: POST /smtp
          deadline: 500ms
          tasks: { it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: s, text: t } } }
      """;

  private final Table table = new Table("1-isolation");

  @Test
  void aBackendThatHangsIsNotFeltByAnotherAggregation() {
    try (var servers = TroubledServers.start("mug");
        var other = RawHttp.start((target, client) -> answerAfterMillis(5, client));
        var server =
            ObservedProcess.start(Pace.slow(CONFIG), environment(servers, other), "-Xmx512m")) {
      var _ = round(server, ServerKind.MONGO, WARM_UP);
      var _ = round(server, ServerKind.HTTP, ROUND);
      for (ServerKind kind : Pace.kinds(servers.kinds())) {
        measure(servers, server, kind);
      }
    }
    table.check();
  }

  private void measure(TroubledServers servers, ObservedProcess server, ServerKind kind) {
    List<Samples> well = new ArrayList<>(List.of(round(server, kind, ROUND)));
    List<Samples> troubled = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      servers.proxy(kind).begin(Trouble.HANG);
      troubled.add(round(server, kind, ROUND));
      servers.heal();
      var _ = round(server, kind, PAUSE);
      well.add(round(server, kind, ROUND));
    }
    double baseline = median(well);
    double measured = median(troubled);
    double allowed = FACTOR * baseline + MILLIS;
    int count = troubled.stream().mapToInt(Samples::count).sum();
    int failed = count - troubled.stream().mapToInt(it -> it.good().count()).sum();
    table.line(
        "isolation: %s hangs, another aggregation at %.0f/s".formatted(word(kind), WELL_PER_SECOND),
        "p99 %.1f ms (1.1 x %.1f + 5)".formatted(allowed, baseline),
        "p99 %.1f ms".formatted(measured),
        measured <= allowed);
    table.line(
        "isolation: answers of that aggregation while %s hangs".formatted(word(kind)),
        "no error",
        "%d errors of %d".formatted(failed, count),
        failed == 0);
  }

  /** The p99 of the median round. */
  private static double median(List<Samples> rounds) {
    double[] sorted = rounds.stream().mapToDouble(it -> it.millis(0.99)).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Runs both concurrently; returns the results of the healthy one. */
  private static Samples round(ObservedProcess server, ServerKind kind, Duration time) {
    CompletableFuture<Samples> troubled =
        new Load(server.url(), "POST", "/" + word(kind)).startAtRate(TROUBLED_PER_SECOND, time);
    Samples well = new Load(server.url(), "GET", "/other").atRate(WELL_PER_SECOND, time);
    var _ = troubled.join();
    return well;
  }

  private static String word(ServerKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> environment(TroubledServers servers, RawHttp other) {
    Map<String, String> environment = new HashMap<>(servers.env());
    environment.put("OTHER", other.url());
    return environment;
  }

  private static void answerAfterMillis(long millis, Socket client) throws IOException {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    RawHttp.send(
        client, "HTTP/1.1 200 OK\r\nContent-Length: 1", "1".getBytes(StandardCharsets.UTF_8));
  }
}

package dev.joinall.soak;

import dev.joinall.e2e.RawClient;
import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A hanging backend gets no more calls after 20, and is used again when it is healthy. */
class CircuitSoak {
  private static final Duration WARM_UP = Pace.of(Duration.ofSeconds(4));
  private static final int WINDOW = 20;
  private static final int WHILE_OPEN = 200;
  private static final double MILLIS = 5;
  private static final Duration OPEN_FOR = Duration.ofSeconds(2);

  private static final Pattern TIMING = Pattern.compile("it;dur=([0-9.]+)");

  private static final String CONFIG =
      """
      backends:
        http: { kind: http, url: "${env.HTTP}", timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
        sql: { kind: sql, uri: "${env.SQL}/troubled", timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
        amqp: { kind: amqp, uri: "${env.AMQP}", timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
        streams: { kind: redis, uri: "${env.STREAMS}", timeout: 100ms, circuit-breaker: { window: 20, open-for: 2s } }
      aggregations:
        amqp: { route: POST /amqp, tasks: { it: { backend: amqp, request: { routing-key: it, body: 1 } } } }
        streams: { route: POST /streams, tasks: { it: { backend: streams, request: { stream: it, body: 1 } } } }
        sql: { route: POST /sql, tasks: { it: { backend: sql, query: "select name from items where id = 1", one: true } } }
        http: { route: POST /http, tasks: { it: { backend: http, get: /it } } }
        mongo: { route: POST /mongo, tasks: { it: { backend: mongo, find-one: items, filter: { _id: 1 } } } }
        redis: { route: POST /redis, tasks: { it: { backend: redis, command: [GET, it], as: json } } }
        smtp:
          route: POST /smtp
          tasks: { it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: s, text: t } } }
      """;

  private final Table table = new Table("4-circuit");

  @Test
  void aBackendThatHangsOpensItsCircuitAndRecovers() throws IOException {
    try (var servers = TroubledServers.start("mug");
        var server = ObservedProcess.start(Pace.slow(CONFIG), servers.env(), "-Xmx512m")) {
      for (ServerKind kind : Pace.kinds(servers.kinds())) {
        String path = "/" + kind.name().toLowerCase(Locale.ROOT);
        new Load(server.url(), "POST", path).warmUp(WARM_UP);
        measure(servers, server, kind, path);
      }
    }
    table.check();
  }

  private void measure(
      TroubledServers servers, ObservedProcess server, ServerKind kind, String path)
      throws IOException {
    servers.proxy(kind).begin(Trouble.HANG);
    try (var client = RawClient.connect(server.url())) {
      int calls = 0;
      while (!isRejected(ask(client, path))) {
        calls++;
      }
      table.line(
          "circuit: %s hangs".formatted(path.substring(1)),
          "open within %d calls".formatted(WINDOW),
          "%d calls".formatted(calls),
          calls <= WINDOW);
      whileOpen(servers, client, kind, path);
      comesBack(servers, client, path);
    }
  }

  private void whileOpen(TroubledServers servers, RawClient client, ServerKind kind, String path)
      throws IOException {
    int connections = servers.proxy(kind).accepted();
    double longest = 0;
    int rejected = 0;
    int asked = 0;
    try (var stall = Stall.watch()) {
      long end = System.nanoTime() + OPEN_FOR.toNanos() * 3 / 4; // then the circuit tries a call
      while (asked < WHILE_OPEN && System.nanoTime() < end) {
        asked++;
        RawClient.Answer answer = ask(client, path);
        rejected += isRejected(answer) ? 1 : 0;
        longest = Math.max(longest, millis(answer));
      }
      table.line(
          "circuit of %s open: the server's time for %d answers"
              .formatted(path.substring(1), asked),
          stall.describe(MILLIS),
          "the longest took %.1f ms".formatted(longest),
          longest < stall.addedTo(MILLIS));
    }
    int more = servers.proxy(kind).accepted() - connections;
    boolean connectsPerCall = kind == ServerKind.HTTP || kind == ServerKind.SMTP;
    table.line(
        "circuit of %s open: %d requests".formatted(path.substring(1), asked),
        "no call",
        "%d calls, %d rejected".formatted(asked - rejected, rejected)
            + (connectsPerCall ? ", %d connections made".formatted(more) : ""),
        rejected == asked && !(connectsPerCall && more > 0));
  }

  private void comesBack(TroubledServers servers, RawClient client, String path)
      throws IOException {
    servers.heal();
    long healed = System.nanoTime();
    try (var stall = Stall.watch()) {
      while (!"true".equals(ask(client, path).headers().get("joinall-complete"))) {
        Thread.onSpinWait();
      }
      double millis = (System.nanoTime() - healed) / 1e6;
      double allowed = OPEN_FOR.toMillis() + 1000.0;
      table.line(
          "circuit of %s recovers (open for %d s)"
              .formatted(path.substring(1), OPEN_FOR.toSeconds()),
          stall.describe(allowed),
          "%.0f ms after the backend has recovered".formatted(millis),
          millis <= stall.addedTo(allowed));
    }
  }

  private static RawClient.Answer ask(RawClient client, String path) throws IOException {
    return client.send("POST", path).receive();
  }

  private static boolean isRejected(RawClient.Answer answer) {
    return answer.body().contains("\"fault\":\"rejected\"");
  }

  private static double millis(RawClient.Answer answer) {
    Matcher timing = TIMING.matcher(answer.headers().get("server-timing"));
    return timing.find() ? Double.parseDouble(timing.group(1)) : Double.MAX_VALUE;
  }
}

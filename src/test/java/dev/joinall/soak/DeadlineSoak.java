package dev.joinall.soak;

import dev.joinall.testing.ServerKind;
import dev.joinall.testing.Trouble;
import dev.joinall.testing.TroubledServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * With any fault of a backend, an answer arrives within 50 ms after the deadline. Every request is
 * answered, and no answer is a wrong one.
 */
class DeadlineSoak {
  private static final int DEADLINE = 200 * Pace.SLOW;
  private static final int ALLOWED = DEADLINE + 50;
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final int TIMES = Pace.of(20);

  private static final String CONFIG =
      """
      backends:
        http: { kind: http, url: "${env.HTTP}", timeout: 300ms }
        mongo: { kind: mongo, uri: "${env.MONGO}", database: shop, timeout: 300ms }
        redis: { kind: redis, uri: "${env.REDIS}", timeout: 300ms }
        smtp: { kind: smtp, uri: "${env.SMTP}", timeout: 300ms }
        sql: { kind: sql, uri: "${env.SQL}/troubled", timeout: 300ms }
        amqp: { kind: amqp, uri: "${env.AMQP}", timeout: 300ms }
        streams: { kind: redis, uri: "${env.STREAMS}", timeout: 300ms }
      aggregations:
        sql: { route: POST /sql, deadline: 200ms, tasks: { it: { backend: sql, query: "select name from items where id = 1", one: true } } }
        amqp: { route: POST /amqp, deadline: 200ms, tasks: { it: { backend: amqp, request: { routing-key: it, body: 1 } } } }
        streams: { route: POST /streams, deadline: 200ms, tasks: { it: { backend: streams, request: { stream: it, body: 1 } } } }
        http: { route: POST /http, deadline: 200ms, tasks: { it: { backend: http, get: /it } } }
        mongo: { route: POST /mongo, deadline: 200ms, tasks: { it: { backend: mongo, find-one: items, filter: { _id: 1 } } } }
        redis: { route: POST /redis, deadline: 200ms, tasks: { it: { backend: redis, command: [GET, it], as: json } } }
        smtp:
          route: POST /smtp
          deadline: 200ms
          tasks: { it: { backend: smtp, send: { from: a@b.example, to: c@d.example, subject: s, text: t } } }
      """;

  private final Table table = new Table("2-deadline");

  @Test
  void noTroubleOfNoKindCostsMoreThanTheDeadline() {
    try (var servers = TroubledServers.start("mug");
        var server = ObservedProcess.start(Pace.slow(CONFIG), servers.env(), "-Xmx512m")) {
      for (ServerKind kind : Pace.kinds(servers.kinds())) {
        load(server, kind).warmUp(WARM_UP);
      }
      for (Trouble trouble : Trouble.values()) {
        Map<ServerKind, Samples> measured = new EnumMap<>(ServerKind.class);
        try (var stall = Stall.watch()) {
          for (ServerKind kind : Pace.kinds(servers.kinds())) {
            measured.put(kind, measure(servers, server, kind, trouble));
          }
          report(trouble, measured, stall);
        }
      }
    }
    table.check();
  }

  /** One run before the measurement, because the first fault of a type loads classes. */
  private static Samples measure(
      TroubledServers servers, ObservedProcess server, ServerKind kind, Trouble trouble) {
    servers.proxy(kind).begin(trouble);
    var _ = load(server, kind).times(3);
    Samples measured = load(server, kind).times(TIMES);
    servers.heal();
    Samples healed = load(server, kind).times(1);
    while (healed.good().count() == 0) {
      healed = load(server, kind).times(1);
    }
    return measured;
  }

  private void report(Trouble trouble, Map<ServerKind, Samples> measured, Stall stall) {
    List<String> longest = new ArrayList<>();
    measured.forEach(
        (kind, samples) -> longest.add("%s %.0f".formatted(word(kind), samples.millis(1))));
    String name = trouble.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    table.line(
        "deadline of %d ms, %s, %d times each".formatted(DEADLINE, name, TIMES),
        stall.describe(ALLOWED),
        String.join(", ", longest) + " ms",
        measured.values().stream().allMatch(it -> it.millis(1) <= stall.addedTo(ALLOWED)));
    int lost = measured.values().stream().mapToInt(it -> it.lost().count()).sum();
    int wrong =
        measured.values().stream().mapToInt(it -> it.only(DeadlineSoak::isWrong).count()).sum();
    table.line(
        "answers with a backend in trouble: " + name,
        "each request has one, complete or with a fault",
        "%d without an answer, %d wrong".formatted(lost, wrong),
        lost == 0 && wrong == 0);
  }

  /** Neither the value nor a fault. */
  private static boolean isWrong(Sample sample) {
    return sample.status() != 0 && !sample.isGood() && sample.fault().isEmpty();
  }

  private static Load load(ObservedProcess server, ServerKind kind) {
    return new Load(server.url(), "POST", "/" + word(kind));
  }

  private static String word(ServerKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}

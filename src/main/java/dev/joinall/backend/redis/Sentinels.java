package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.config.PoolConfig;
import dev.joinall.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The sentinels of a master; uses the first one that replies. Thread-safe. */
final class Sentinels {
  /** In bytes; a few replicas have some kilobytes of properties. */
  private static final int MAX_REPLY = 1 << 20;

  /** The limit of requests at one sentinel, which gets no other calls. */
  static final int MAX_QUERIES = 1_000;

  private final List<RedisConnectionPool> pools;
  private final LettuceConnector client;
  private final byte[][] masterQuery;
  private final byte[][] replicasQuery;
  private final Duration timeout;
  private final Hub hub;
  private volatile int first;

  Sentinels(
      List<ServerAddress> addresses, String master, LettuceConnector client, RedisNetwork network) {
    PoolConfig limits = network.pool();
    var one = new PoolConfig(1, MAX_QUERIES, limits.acquireTimeout(), limits.idle(), limits.life());
    this.timeout = network.queryTimeout();
    this.hub = network.hub();
    this.pools =
        addresses.stream()
            .map(it -> new RedisConnectionPool(one, timeout, () -> client.open(it), hub))
            .toList();
    this.client = client;
    this.masterQuery = RespWriter.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master);
    this.replicasQuery =
        RespWriter.command("SENTINEL", "SLAVES", master); // before version 5, there is no REPLICAS
  }

  Mono<ServerAddress> master() {
    return query(masterQuery)
        .map(it -> address(it.get(0), it.get(1)).orElseThrow(Sentinels::noAddress));
  }

  /** The replicas that are up and have a link to the master. */
  Mono<List<ServerAddress>> replicas() {
    return query(replicasQuery)
        .map(all -> all.elements().stream().flatMap(it -> replica(it).stream()).toList());
  }

  private static Optional<ServerAddress> replica(Json reply) {
    Map<String, Json> properties = new LinkedHashMap<>();
    if (reply.kind() == Json.Kind.OBJECT) {
      reply.forEachMember(properties::put);
    } else {
      List<Json> flat = new ArrayList<>(reply.elements());
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        properties.put(flat.get(i).text(), flat.get(i + 1));
      }
    }
    String flags = text(properties, "flags");
    boolean isUp = !flags.contains("_down") && !flags.contains("disconnected");
    return isUp && text(properties, "master-link-status").equals("ok")
        ? address(properties.get("ip"), properties.get("port"))
        : Optional.empty();
  }

  private static String text(Map<String, Json> properties, String name) {
    Json value = properties.get(name);
    return value == null ? "" : value.text();
  }

  private static Optional<ServerAddress> address(@Nullable Json host, @Nullable Json port) {
    return host != null && port != null && port.text().matches("[0-9]{1,5}")
        ? Optional.of(new ServerAddress(host.text(), Integer.parseInt(port.text())))
        : Optional.empty();
  }

  private static StepException noAddress() {
    return new StepException(Fault.Type.MALFORMED, "the reply of a sentinel has no address");
  }

  private Mono<Json> query(byte[][] query) {
    return Mono.defer(() -> query(query, first, pools.size(), null));
  }

  private Mono<Json> query(byte[][] query, int index, int left, @Nullable Throwable before) {
    return pools
        .get(index)
        .call(query, new ReplyJson(ReplyFormat.TEXT, MAX_REPLY), false)
        .timeout(timeout, hub.scheduler())
        .switchIfEmpty(Mono.error(Sentinels::unknown))
        .doOnNext(reply -> first = index)
        .onErrorResume(error -> {
          Throwable cause = RedisFaults.moreSpecific(before, error);
          return left > 1
              ? query(query, (index + 1) % pools.size(), left - 1, cause)
              : Mono.error(new StepException(RedisFaults.connecting(cause)));
        });
  }

  private static StepException unknown() {
    return new StepException(Fault.Type.ERROR, "the sentinels know no master with this name");
  }

  void close() {
    pools.forEach(RedisConnectionPool::close);
    client.close();
  }
}

package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The mapping of slots to shards. Immutable, except for the turn of a shard. */
final class ClusterLayout {
  private final @Nullable Shard[] slots = new Shard[HashSlot.COUNT];
  private final List<Shard> shards = new ArrayList<>();
  private final Set<ServerAddress> addresses = new LinkedHashSet<>();

  private ClusterLayout() {}

  /**
   * Reads the reply to {@code CLUSTER SLOTS}: ranges of slots, each with its master and replicas.
   *
   * @param sender the server that replied; its host is used for servers that do not know their own
   * @throws StepException if the reply is invalid
   */
  static ClusterLayout read(Json reply, ServerAddress sender, Nodes nodes) {
    var layout = new ClusterLayout();
    Map<List<ServerAddress>, Shard> known = new LinkedHashMap<>();
    try {
      for (Json range : reply.elements()) {
        List<Json> parts = range.elements();
        List<ServerAddress> servers =
            parts.subList(2, parts.size()).stream().map(it -> address(it, sender)).toList();
        Shard shard = known.computeIfAbsent(servers, it -> shard(it, nodes));
        layout.addresses.addAll(servers);
        for (int i = number(parts.get(0)); i <= number(parts.get(1)); i++) {
          layout.slots[i] = shard;
        }
      }
    } catch (RuntimeException e) {
      throw new StepException(Fault.Type.MALFORMED, "the reply to CLUSTER SLOTS is invalid");
    }
    if (known.isEmpty()) {
      throw new StepException(RedisFaults.unavailable("the cluster has no slots yet"));
    }
    layout.shards.addAll(known.values());
    return layout;
  }

  private static Shard shard(List<ServerAddress> servers, Nodes nodes) {
    List<RedisConnectionPool> pools = servers.stream().map(nodes::at).toList();
    return new Shard(pools.getFirst(), pools.subList(1, pools.size()));
  }

  private static ServerAddress address(Json server, ServerAddress sender) {
    List<Json> parts = server.elements();
    String host = parts.get(0).isNull() ? "" : parts.get(0).text();
    boolean isKnown = !host.isEmpty() && !host.equals("?");
    return new ServerAddress(isKnown ? host : sender.host(), number(parts.get(1)));
  }

  private static int number(Json value) {
    return Integer.parseInt(value.text());
  }

  /** Null if no server has the slot. */
  @Nullable Shard at(int slot) {
    return slots[slot];
  }

  List<Shard> shards() {
    return shards;
  }

  Set<ServerAddress> addresses() {
    return addresses;
  }
}

package dev.joinall.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A real Redis Cluster of three masters, which have a replica each if required. */
public final class RedisClusterFixture implements AutoCloseable {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;

  /** Positions of words in a line of {@code CLUSTER NODES}. */
  private static final int FLAGS = 2;

  private static final int EPOCH = 6;

  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<RedisServerFixture> servers = new ArrayList<>();

  /** Of the clients of each server: that with TLS, if it has one. */
  private final List<Integer> ports = new ArrayList<>();

  private RedisClusterFixture() {}

  public static RedisClusterFixture start(boolean replicas) {
    return start(replicas, List::of);
  }

  /**
   * Starts one.
   *
   * @param options of the next server
   */
  public static RedisClusterFixture start(boolean replicas, Supplier<List<String>> options) {
    var cluster = new RedisClusterFixture();
    try {
      cluster.begin(replicas, options);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void begin(boolean replicas, Supplier<List<String>> options) {
    List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes"));
    all.addAll(List.of("--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0"));
    for (int i = 0; i < (replicas ? 2 * MASTERS : MASTERS); i++) {
      List<String> own = new ArrayList<>(all);
      own.addAll(options.get());
      servers.add(RedisServerFixture.start(own));
      int tls = own.indexOf("--tls-port");
      ports.add(tls < 0 ? servers.getLast().port() : Integer.parseInt(own.get(tls + 1)));
    }
    for (int i = 0; i < MASTERS; i++) {
      int from = SLOTS * i / MASTERS;
      int to = SLOTS * (i + 1) / MASTERS;
      StringBuilder add = new StringBuilder("CLUSTER ADDSLOTS");
      for (int slot = from; slot < to; slot++) {
        add.append(' ').append(slot);
      }
      servers.get(i).run(List.of(add.toString(), "CLUSTER SET-CONFIG-EPOCH " + (i + 1)));
    }
    for (int port : ports) {
      servers.getFirst().run(List.of("CLUSTER MEET 127.0.0.1 " + port));
    }
    awaitEach("cluster_known_nodes:" + servers.size());
    for (int i = MASTERS; i < servers.size(); i++) {
      servers.get(i).run(List.of("CLUSTER REPLICATE " + id(servers.get(i - MASTERS))));
    }
    awaitEach("cluster_state:ok");
    for (int i = MASTERS; i < servers.size(); i++) {
      RedisServerFixture replica = servers.get(i);
      await()
          .atMost(SOON)
          .until(() -> replica.ask("INFO replication").getFirst().contains("link_status:up"));
    }
    for (RedisServerFixture server : servers) {
      await().atMost(SOON).until(() -> knownServers(server) == servers.size());
    }
  }

  private static long knownServers(RedisServerFixture server) {
    return server.ask("CLUSTER SLOTS").stream().filter("127.0.0.1"::equals).count();
  }

  private void awaitEach(String state) {
    for (RedisServerFixture server : servers) {
      await().atMost(SOON).until(() -> server.ask("CLUSTER INFO").getFirst().contains(state));
    }
  }

  public String id(RedisServerFixture server) {
    return server.ask("CLUSTER MYID").getFirst();
  }

  public RedisServerFixture master(int index) {
    return servers.get(index);
  }

  public List<RedisServerFixture> masters() {
    return servers.subList(0, MASTERS);
  }

  public RedisServerFixture replica(int index) {
    return servers.get(MASTERS + index);
  }

  public List<RedisServerFixture> servers() {
    return List.copyOf(servers);
  }

  /** The master that has the slot of a key. */
  public RedisServerFixture masterOf(String key) {
    int slot = slot(key);
    return servers.get((slot * MASTERS + MASTERS - 1) / SLOTS);
  }

  public int slot(String key) {
    return Integer.parseInt(servers.getFirst().ask("CLUSTER KEYSLOT " + key).getFirst());
  }

  /**
   * Moves a slot with its keys, in the steps of redis-cli, when all masters have heard of the
   * previous move. The new owner of a slot raises its epoch above those that it knows. If the
   * former owner had a higher one of which the new owner had not heard, its last message about the
   * slot would take it back, and then no server has the slot.
   */
  public void move(int slot, RedisServerFixture from, RedisServerFixture to) {
    awaitAgreement();
    to.run(List.of("CLUSTER SETSLOT " + slot + " IMPORTING " + id(from)));
    from.run(List.of("CLUSTER SETSLOT " + slot + " MIGRATING " + id(to)));
    List<String> keys = from.ask("CLUSTER GETKEYSINSLOT " + slot + " 1000");
    for (String key : keys) {
      from.ask("MIGRATE 127.0.0.1 " + to.port() + " " + key + " 0 5000");
    }
    // The new owner first. Others told by gossip alone may believe the former one for long.
    String owned = "CLUSTER SETSLOT " + slot + " NODE " + id(to);
    to.run(List.of(owned));
    from.run(List.of(owned));
    masters().stream()
        .filter(it -> !it.equals(to) && !it.equals(from))
        .forEach(it -> it.run(List.of(owned)));
  }

  private void awaitAgreement() {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> masters().stream().map(this::belief).distinct().count() == 1);
  }

  /** What a master takes for the epochs and the slots of all masters. */
  private Set<String> belief(RedisServerFixture server) {
    Set<String> told = new TreeSet<>();
    server
        .ask("CLUSTER INFO")
        .getFirst()
        .lines()
        .filter(it -> it.startsWith("cluster_current_epoch:"))
        .forEach(told::add);
    for (String line : server.ask("CLUSTER NODES").getFirst().lines().toList()) {
      List<String> words = List.of(line.split(" "));
      if (words.get(FLAGS).contains("master")) {
        String slots =
            words.stream()
                .skip(EPOCH + 2)
                .filter(it -> !it.startsWith("[")) // told of itself only: it is being moved
                .collect(Collectors.joining(" "));
        told.add(words.getFirst() + " " + words.get(EPOCH) + " " + slots);
      }
    }
    return told;
  }

  /** The address of the first two masters. */
  public String uri() {
    return servers.subList(0, 2).stream()
        .map(it -> "127.0.0.1:" + it.port())
        .collect(Collectors.joining(",", "redis://", ""));
  }

  @Override
  public void close() {
    servers.forEach(RedisServerFixture::close);
  }
}

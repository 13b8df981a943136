package dev.joinall.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A real master with two replicas and three sentinels. */
public final class RedisSentinelFixture implements AutoCloseable {
  private static final String NAME = "mymaster";
  private static final int REPLICAS = 2;
  private static final int SENTINELS = 3;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<RedisServerFixture> servers = new ArrayList<>();
  private final List<RedisServerFixture> sentinels = new ArrayList<>();

  /** Of the clients of servers and sentinels that have one with TLS. */
  private final Map<RedisServerFixture, Integer> tlsPorts = new HashMap<>();

  private final Supplier<List<String>> options;

  private RedisSentinelFixture(Supplier<List<String>> options) {
    this.options = options;
  }

  public static RedisSentinelFixture start() {
    return start(List.of(), List.of());
  }

  /**
   * Starts one.
   *
   * @param options of the servers
   * @param lines of the files of the sentinels
   */
  public static RedisSentinelFixture start(List<String> options, List<String> lines) {
    return start(() -> options, () -> lines);
  }

  /**
   * The same.
   *
   * @param options of the next server
   * @param lines of the file of the next sentinel
   */
  public static RedisSentinelFixture start(
      Supplier<List<String>> options, Supplier<List<String>> lines) {
    var fixture = new RedisSentinelFixture(options);
    try {
      fixture.begin(lines);
      return fixture;
    } catch (RuntimeException | Error e) {
      fixture.close();
      throw e;
    }
  }

  private void begin(Supplier<List<String>> lines) {
    List<String> ofMaster = options.get();
    add(RedisServerFixture.start(ofMaster), ofMaster);
    for (int i = 0; i < REPLICAS; i++) {
      List<String> own = new ArrayList<>(options.get());
      own.addAll(List.of("--replicaof", "127.0.0.1", String.valueOf(port(servers.getFirst()))));
      add(RedisServerFixture.start(own), own);
    }
    List<String> all = new ArrayList<>();
    all.add("sentinel monitor %s 127.0.0.1 %d 2".formatted(NAME, port(servers.getFirst())));
    all.add("sentinel down-after-milliseconds " + NAME + " 1000");
    all.add("sentinel failover-timeout " + NAME + " 3000");
    all.add("sentinel parallel-syncs " + NAME + " 2");
    for (int i = 0; i < SENTINELS; i++) {
      List<String> own = new ArrayList<>(lines.get());
      own.addAll(all);
      RedisServerFixture sentinel = RedisServerFixture.startSentinel(own);
      sentinels.add(sentinel);
      own.stream()
          .filter(it -> it.startsWith("tls-port "))
          .forEach(it -> tlsPorts.put(sentinel, Integer.valueOf(it.substring(9))));
    }
    for (RedisServerFixture sentinel : sentinels) {
      await().atMost(SOON).until(() -> isComplete(sentinel));
    }
  }

  private void add(RedisServerFixture server, List<String> words) {
    servers.add(server);
    int at = words.indexOf("--tls-port");
    if (at >= 0) {
      tlsPorts.put(server, Integer.valueOf(words.get(at + 1)));
    }
  }

  /** The port of clients: that with TLS, if it has one. */
  private int port(RedisServerFixture server) {
    return tlsPorts.getOrDefault(server, server.port());
  }

  /** Each sentinel knows the other ones and both replicas, whose links are up. */
  private static boolean isComplete(RedisServerFixture sentinel) {
    long replicas = sentinel.ask("SENTINEL SLAVES " + NAME).stream().filter("ok"::equals).count();
    long others =
        sentinel.ask("SENTINEL SENTINELS " + NAME).stream().filter("runid"::equals).count();
    return replicas == REPLICAS && others == SENTINELS - 1;
  }

  /** The current master, as a sentinel names it. */
  public RedisServerFixture master() {
    int port =
        Integer.parseInt(
            sentinels.getFirst().ask("SENTINEL GET-MASTER-ADDR-BY-NAME " + NAME).get(1));
    return servers.stream().filter(it -> port(it) == port).findFirst().orElseThrow();
  }

  public List<RedisServerFixture> replicas() {
    RedisServerFixture master = master();
    return servers.stream().filter(it -> it != master).toList();
  }

  public RedisServerFixture sentinel(int index) {
    return sentinels.get(index);
  }

  /** Waits until the sentinels have named another master. */
  public void awaitOther(RedisServerFixture before) {
    await().atMost(SOON).until(() -> master() != before);
  }

  /** Starts a server again that has ended, as the master that it was, without data. */
  public void restart(RedisServerFixture ended) {
    try {
      servers.remove(ended);
      servers.add(RedisServerFixture.start(ended.port(), options.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void failOver() {
    sentinels.getFirst().run(List.of("SENTINEL FAILOVER " + NAME));
  }

  /** The address of all sentinels. */
  public String uri(String login) {
    String scheme = tlsPorts.isEmpty() ? "redis-sentinel://" : "rediss-sentinel://";
    return sentinels.stream()
        .map(it -> "127.0.0.1:" + port(it))
        .collect(Collectors.joining(",", scheme + login, "/0#" + NAME));
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServerFixture::close);
    servers.forEach(RedisServerFixture::close);
  }
}

package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.Document;
import reactor.core.publisher.Mono;

/**
 * A server of each kind behind a {@link Proxy}. Each has one value to read: {@code GET /it}, the
 * document 1 of {@code items}, the key {@code it}, the row 1 of {@code items}, the reply of the
 * worker of the queue or stream {@code it}. The workers are not behind a proxy. The SQL server is a
 * PostgreSQL; where there are no binaries of it, {@link #kinds} lacks it.
 */
public final class TroubledServers implements AutoCloseable {
  private final ScriptedHttp http = ScriptedHttp.start();
  private final MongoServerFixture mongo = MongoServerFixture.start();
  private final RedisServerFixture redis = RedisServerFixture.start();
  private final MailServerFixture mail = MailServerFixture.start();
  private final Optional<PostgresServer> postgres =
      PostgresServer.missing().isEmpty() ? Optional.of(PostgresServer.shared()) : Optional.empty();
  private final BrokerFixture broker = BrokerFixture.startOwn();
  private final RedisServerFixture streams = RedisServerFixture.start();
  private final List<String> jobs = new CopyOnWriteArrayList<>();
  private final List<String> streamJobs = new CopyOnWriteArrayList<>();
  private final Map<ServerKind, Proxy> proxies = new EnumMap<>(ServerKind.class);
  private TestWorker worker;
  private StreamWorker streamWorker;

  /**
   * Starts and fills them.
   *
   * @param text the value, as the {@code name} of an object; without quotes
   */
  public static TroubledServers start(String text) {
    var servers = new TroubledServers();
    servers.fill(text);
    return servers;
  }

  private TroubledServers() {
    proxies.put(ServerKind.HTTP, Proxy.to(http.url()));
    proxies.put(ServerKind.MONGO, Proxy.to(mongo.uri()));
    proxies.put(ServerKind.REDIS, Proxy.to(redis.uri()));
    proxies.put(ServerKind.SMTP, Proxy.to(mail.uri()));
    postgres.ifPresent(it -> proxies.put(ServerKind.SQL, Proxy.to(it.empty("troubled"))));
    proxies.put(ServerKind.AMQP, Proxy.to(broker.uri()));
    proxies.put(ServerKind.STREAMS, Proxy.to(streams.uri()));
  }

  private void fill(String text) {
    String json = "{\"name\":\"" + text + "\"}";
    http.on("HEAD", "/").status(200);
    http.on("GET", "/it").body(json);
    http.on("POST", "/it").body(json);
    redis.run(List.of("SET it '" + json + "'"));
    postgres.ifPresent(it -> {
      it.runIn("troubled", "create table items (id int primary key, name text)");
      it.runIn("troubled", "insert into items values (1, '" + text + "')");
      it.runIn("troubled", "create table placed (id int)");
    });
    Document document = new Document("_id", 1).append("name", text);
    Mono.from(mongo.client().getDatabase("shop").getCollection("items").insertOne(document))
        .block(Duration.ofSeconds(10));
    worker =
        TestWorker.start(
            broker,
            "it",
            job -> {
              jobs.add(new String(job.body(), UTF_8));
              return job.reply("application/json", json.getBytes(UTF_8));
            });
    streamWorker =
        StreamWorker.start(
            streams,
            "it",
            body -> {
              streamJobs.add(body);
              return json;
            });
  }

  /** The bodies of the jobs of the queue that the worker has done. */
  public List<String> jobs() {
    return List.copyOf(jobs);
  }

  /** The bodies of the jobs of the stream that the worker has done. */
  public List<String> streamJobs() {
    return List.copyOf(streamJobs);
  }

  /** Those that run here. */
  public Set<ServerKind> kinds() {
    return proxies.keySet();
  }

  public Proxy proxy(ServerKind kind) {
    return proxies.get(kind);
  }

  public ScriptedHttp http() {
    return http;
  }

  public MongoServerFixture mongo() {
    return mongo;
  }

  public RedisServerFixture redis() {
    return redis;
  }

  public MailServerFixture mail() {
    return mail;
  }

  /** The first value of a query in the database {@code troubled}. */
  public String first(String sql) {
    return postgres.orElseThrow().firstIn("troubled", sql);
  }

  /**
   * The proxies' addresses: {@code HTTP}, {@code MONGO}, {@code REDIS}, {@code SMTP}, {@code AMQP},
   * {@code STREAMS}, and {@code SQL}, without the database {@code troubled}. A server that is not
   * there has one at which nothing listens.
   */
  public Map<String, String> env() {
    Map<String, String> environment = new HashMap<>(Map.of("SQL", "postgresql://a:b@127.0.0.1:1"));
    proxies.forEach((kind, proxy) -> environment.put(kind.name(), proxy.address()));
    return environment;
  }

  public void heal() {
    proxies.values().forEach(Proxy::heal);
  }

  /** Close the clients first. */
  @Override
  public void close() {
    proxies.values().forEach(Proxy::close);
    worker.close();
    streamWorker.close();
    broker.close();
    streams.close();
    http.close();
    mail.close();
    redis.close();
    mongo.close();
  }
}

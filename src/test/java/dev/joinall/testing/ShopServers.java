package dev.joinall.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * The six backends of the example shop, running and filled, and the worker behind its broker.
 *
 * <p>Close it after its clients: a client whose server disappears logs its attempts to reconnect.
 */
public record ShopServers(
    MongoServerFixture mongo,
    RedisServerFixture redis,
    MailServerFixture mail,
    ThirdPartyApi thirdParty,
    OrdersDatabase orders,
    BrokerFixture broker,
    WorkerProcess worker)
    implements AutoCloseable {
  private static final String DATABASE = "shop";

  /** The worker's queue. */
  private static final String RECEIPTS = "receipts";

  /** For PostgreSQL and the worker. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Starts and fills all of them; returns when each serves, PostgreSQL only where it can. */
  public static ShopServers start(Latency thirdPartyLatency) {
    // Before the threads below: SLF4J warns where it is first used by several at once.
    var _ = LoggerFactory.getILoggerFactory();
    // The slowest: it starts while the others do. Not on a virtual thread, which may wait for a
    // carrier that others hold.
    CompletableFuture<OrdersDatabase> orders =
        CompletableFuture.supplyAsync(
                OrdersDatabase::start,
                Thread.ofPlatform().daemon().name(OrdersDatabase.STARTER)::start)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(late -> OrdersDatabase.late());
    // The worker tries until the broker is there.
    int port = Ports.free();
    CompletableFuture<BrokerFixture> broker =
        CompletableFuture.supplyAsync(
            () -> BrokerFixture.startOwn(port), Thread.ofPlatform().daemon().name("broker")::start);
    WorkerProcess worker = WorkerProcess.start(BrokerFixture.uri(port));
    MongoServerFixture mongo = MongoServerFixture.start();
    RedisServerFixture redis = RedisServerFixture.start();
    fill(mongo, redis);
    MailServerFixture mail = MailServerFixture.start();
    ThirdPartyApi thirdParty = ThirdPartyApi.start(ShopData.data(), thirdPartyLatency);
    var _ = broker.join().awaitConsumer(RECEIPTS, PATIENCE); // else its task fails, and says why
    return new ShopServers(mongo, redis, mail, thirdParty, orders.join(), broker.join(), worker);
  }

  private static void fill(MongoServerFixture mongo, RedisServerFixture redis) {
    mongo.uniqueIndex(DATABASE, "products", "sku");
    mongo.load(DATABASE, "products", ShopData.data("products.jsonl"));
    mongo.load(DATABASE, "customers", ShopData.data("customers.jsonl"));
    mongo.load(DATABASE, "orders", ShopData.data("orders.jsonl"));
    redis.load(ShopData.data("prices.jsonl"));
  }

  /** The environment of {@code examples/shop/joinall.yaml}. */
  public Map<String, String> env() {
    return Map.of(
        "SHOP_MONGO_URI", mongo.uri(),
        "SHOP_REDIS_URI", redis.uri(),
        "SHOP_POSTGRES_URI", orders.uri(),
        "SHOP_API_URL", thirdParty.url(),
        "SHOP_AMQP_URI", broker.uri(),
        "SHOP_SMTP_URI", mail.uri());
  }

  /** PostgreSQL ends with the JVM. */
  @Override
  public void close() {
    worker.close();
    broker.close();
    thirdParty.close();
    mail.close();
    redis.close();
    mongo.close();
  }
}

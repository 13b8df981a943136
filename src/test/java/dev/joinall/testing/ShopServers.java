package dev.joinall.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The five backends of the example shop, running and filled.
 *
 * <p>Close it after its clients: a client whose server disappears logs its attempts to reconnect.
 */
public record ShopServers(
    MongoServerFixture mongo,
    RedisServerFixture redis,
    MailServerFixture mail,
    ThirdPartyApi thirdParty,
    OrdersDatabase orders)
    implements AutoCloseable {
  private static final String DATABASE = "shop";

  /** For PostgreSQL. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Starts and fills all of them; returns when each serves, PostgreSQL only where it can. */
  public static ShopServers start(Latency thirdPartyLatency) {
    // The slowest: it starts while the others do. Not on a virtual thread, which may wait for a
    // carrier that others hold.
    CompletableFuture<OrdersDatabase> orders =
        CompletableFuture.supplyAsync(
                OrdersDatabase::start,
                Thread.ofPlatform().daemon().name(OrdersDatabase.STARTER)::start)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .exceptionally(late -> OrdersDatabase.late());
    MongoServerFixture mongo = MongoServerFixture.start();
    RedisServerFixture redis = RedisServerFixture.start();
    fill(mongo, redis);
    return new ShopServers(
        mongo,
        redis,
        MailServerFixture.start(),
        ThirdPartyApi.start(ShopData.data(), thirdPartyLatency),
        orders.join());
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
        "SHOP_SMTP_URI", mail.uri());
  }

  /** PostgreSQL ends with the JVM. */
  @Override
  public void close() {
    thirdParty.close();
    mail.close();
    redis.close();
    mongo.close();
  }
}

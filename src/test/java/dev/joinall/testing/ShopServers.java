package dev.joinall.testing;

import java.util.Map;

/**
 * The four backends of the example shop, running and filled.
 *
 * <p>Close it after its clients: a client whose server disappears logs its attempts to reconnect.
 */
public record ShopServers(
    MongoServerFixture mongo,
    RedisServerFixture redis,
    MailServerFixture mail,
    ThirdPartyApi thirdParty)
    implements AutoCloseable {
  private static final String DATABASE = "shop";

  /** Starts and fills all four; returns when each serves. */
  public static ShopServers start(Latency thirdPartyLatency) {
    ShopServers servers =
        new ShopServers(
            MongoServerFixture.start(),
            RedisServerFixture.start(),
            MailServerFixture.start(),
            ThirdPartyApi.start(ShopData.data(), thirdPartyLatency));
    servers.fill();
    return servers;
  }

  private void fill() {
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
        "SHOP_API_URL", thirdParty.url(),
        "SHOP_SMTP_URI", mail.uri());
  }

  @Override
  public void close() {
    thirdParty.close();
    mail.close();
    redis.close();
    mongo.close();
  }
}

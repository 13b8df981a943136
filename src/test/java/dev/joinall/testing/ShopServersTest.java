package dev.joinall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Properties;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ShopServersTest {
  private static ShopServers servers;

  @BeforeAll
  static void start() {
    servers = ShopServers.start(Latency.NONE);
  }

  @AfterAll
  static void closeEndsTheRedisChild() {
    long child = servers.redis().processId();
    assertThat(ProcessHandle.of(child)).isPresent();
    servers.close();
    assertThat(ProcessHandle.of(child)).isEmpty();
  }

  @Test
  void mongoHoldsProductsCustomersAndOrdersWithTheirTypes() {
    try (MongoClient client = MongoClients.create(servers.env().get("SHOP_MONGO_URI"))) {
      assertThat(count(client, "products")).isEqualTo(520);
      assertThat(count(client, "customers")).isEqualTo(240);
      assertThat(count(client, "orders")).isEqualTo(800);

      Document order = first(client, "orders", "_id", "o-00001");
      assertThat(order.getDate("placedAt")).isNotNull();
      assertThat(order.get("total", Decimal128.class)).isNotNull();
      Document product = first(client, "products", "sku", "SKU-0001");
      assertThat(product.getObjectId("_id").getTimestamp()).isZero();
      assertThat(product.getList("related", String.class)).hasSizeBetween(4, 6);
    }
  }

  @Test
  void postgresHoldsOrdersAndTheirItems() {
    PostgresServer postgres = PostgresServer.shared();
    assertThat(servers.orders().problem()).isEmpty();
    assertThat(postgres.firstIn("orders", "select count(*) from orders")).isEqualTo("800");
    assertThat(
            postgres.firstIn(
                "orders",
                """
                select count(*) from orders o where total =
                  (select sum(quantity * price) from order_items i where i.order_id = o.id)\
                """))
        .isEqualTo("800");
  }

  @Test
  void redisHoldsPricesStockAndVisits() {
    try (RedisClient client = servers.redis().newClient()) {
      RedisCommands<String, String> redis = client.connect().sync();
      assertThat(redis.dbsize()).isEqualTo(1247);
      assertThat(redis.get("price:SKU-0001")).matches("\\d+\\.\\d\\d");
      assertThat(redis.get("stock:SKU-0001")).matches("\\d+");
      assertThat(redis.get("last-seen:c-0001")).startsWith("2026-");
    }
  }

  @Test
  void theThirdPartyAnswersForEveryTaskOfTheShop() throws Exception {
    assertThat(get("/reviews?sku=SKU-0001").body()).startsWith("[{\"rating\":");
    assertThat(get("/reviews?sku=NONE").body()).isEqualTo("[]");
    assertThat(get("/recommendations/c-0001").body()).contains("\"reason\"");
    assertThat(get("/loyalty/L-0001").body()).contains("\"points\"");
    assertThat(get("/loyalty/L-9999").statusCode()).isEqualTo(404);
    assertThat(get("/shipping?city=Berlin&grams=2500").body()).contains("\"price\":6.90");
    assertThat(get("/shipping?city=Berlin").statusCode()).isEqualTo(400);
    assertThat(get("/").body()).contains("/shipping");
  }

  @Test
  void mailArrivesDecoded() throws Exception {
    URI smtp = URI.create(servers.env().get("SHOP_SMTP_URI"));
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", smtp.getHost());
    properties.setProperty("mail.smtp.port", String.valueOf(smtp.getPort()));
    MimeMessage message = new MimeMessage(Session.getInstance(properties));
    message.setFrom("shop@example.com");
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("zoe@example.com"));
    message.setSubject("Grüße", "UTF-8");
    message.setText("zwölf Pfirsiche\n", "UTF-8");
    Transport.send(message);

    ReceivedMail mail = servers.mail().awaitMessages(1, Duration.ofSeconds(5)).getFirst();
    assertThat(mail.from()).isEqualTo("shop@example.com");
    assertThat(mail.to()).containsExactly("zoe@example.com");
    assertThat(mail.subject()).isEqualTo("Grüße");
    assertThat(mail.text()).startsWith("zwölf Pfirsiche");
    assertThat(mail.html()).isNull();
    assertThat(mail.headers()).containsKey("Message-ID");
  }

  private static HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create(servers.env().get("SHOP_API_URL") + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static MongoCollection<Document> collection(MongoClient client, String name) {
    return client.getDatabase("shop").getCollection(name);
  }

  private static Long count(MongoClient client, String name) {
    return Mono.from(collection(client, name).countDocuments()).block(Duration.ofSeconds(5));
  }

  private static Document first(MongoClient client, String name, String field, String value) {
    return Mono.from(collection(client, name).find(Filters.eq(field, value)).first())
        .block(Duration.ofSeconds(5));
  }
}

package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.MongoServerFixture;
import java.time.Duration;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Mono;

class MongoBackendTest extends BackendContract {
  private static MongoServerFixture mongo;

  @BeforeAll
  static void startMongo() {
    mongo = MongoServerFixture.start();
    Mono.from(
            mongo
                .client()
                .getDatabase("shop")
                .getCollection("items")
                .insertOne(new Document("_id", 1).append("name", "mug")))
        .block(Duration.ofSeconds(10));
  }

  @AfterAll
  static void stopMongo() {
    mongo.close();
  }

  @Override
  protected String server() {
    return mongo.uri();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: mongo, uri: \"%s\", database: shop, %s}".formatted(address, more);
  }

  @Override
  protected Kind kind() {
    return new MongoKind();
  }

  @Override
  protected String task() {
    return "find-one: items, filter: {_id: 1}";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("{\"_id\":1,\"name\":\"mug\"}");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("find-one: items, filter: {_id: 2}");
  }
}

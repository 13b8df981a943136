package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.json.Json;
import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.RedisServerFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import reactor.core.publisher.Mono;

/** A server with a MongoDB, {@code ${env.MONGO}}, and a Redis, {@code ${env.REDIS}}. */
final class BatchServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final MongoServerFixture mongo = MongoServerFixture.start();
  private final RedisServerFixture redis = RedisServerFixture.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestServer server;

  BatchServer(String yaml) {
    server = TestServer.serve(yaml, Map.of("MONGO", mongo.uri(), "REDIS", redis.uri()));
  }

  MongoServerFixture mongo() {
    return mongo;
  }

  RedisServerFixture redis() {
    return redis;
  }

  /** Replaces all documents of {@code shop.things}. */
  void hold(List<String> documents) {
    var things = mongo.client().getDatabase("shop").getCollection("things");
    Mono.from(things.deleteMany(new Document())).block(PATIENCE);
    if (!documents.isEmpty()) {
      Mono.from(things.insertMany(documents.stream().map(Document::parse).toList()))
          .block(PATIENCE);
    }
  }

  Json post(String path, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  @Override
  public void close() {
    client.close();
    server.close();
    redis.close();
    mongo.close();
  }
}

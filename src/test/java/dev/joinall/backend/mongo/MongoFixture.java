package dev.joinall.backend.mongo;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.Patience;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import org.bson.Document;
import reactor.core.publisher.Mono;

/** A server, a hub, and a backend {@code shop} that uses them. */
final class MongoFixture implements AutoCloseable {
  private static final Duration PATIENCE = Patience.of(Duration.ofSeconds(10));

  private final MongoServerFixture server = MongoServerFixture.start();
  private final Hub hub = new Hub(Transport.best());
  private final StepFixture steps;

  /**
   * @param more keys of the backend, such as {@code max-body: 1KB}
   */
  MongoFixture(String more) {
    this.steps =
        new StepFixture(
            "{kind: mongo, uri: \"%s\", database: shop, timeout: 5s, %s}"
                .formatted(server.uri(), more),
            hub,
            MongoBackend::new);
  }

  StepFixture steps() {
    return steps;
  }

  MongoServerFixture server() {
    return server;
  }

  /** Replaces all documents of the collection. */
  void hold(String collection, String... documents) {
    var target = server.client().getDatabase("shop").getCollection(collection);
    Mono.from(target.deleteMany(new Document())).block(PATIENCE);
    for (String document : documents) {
      Mono.from(target.insertOne(Document.parse(known(document)))).block(PATIENCE);
    }
  }

  /** FerretDB closes the connection at a decimal. */
  private static String known(String document) {
    return MongoServerFixture.isReal()
        ? document.replaceAll("\\{\\$numberDecimal: '([^']*)'}", "$1")
        : document;
  }

  @Override
  public void close() {
    steps.close();
    server.close();
    hub.close();
  }
}

package dev.joinall.testing;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A MongoDB server inside this JVM: real wire protocol, documents in memory. It has no sessions,
 * transactions, change streams or authentication. The system property {@code mongo.server} is the
 * address of a real server to use in its place, whose databases are dropped: {@code
 * checks/ferretdb/run} gives it. Tests that ask for the received commands are skipped then.
 *
 * <p>Methods block, and are for the test thread. Close clients before it.
 */
public final class MongoServerFixture implements AutoCloseable {
  private static final Duration PATIENCE = Patience.of(Duration.ofSeconds(10));
  private static final String REAL = System.getProperty("mongo.server", "");

  private final Queue<String> commands = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> maxTimes = new ConcurrentHashMap<>();
  private final MongoServer server = new MongoServer(new Remembering());
  private final String uri;
  private final MongoClient client;

  private MongoServerFixture() {
    this.uri = isReal() ? REAL : bound();
    this.client = MongoClients.create(uri);
    if (isReal()) {
      Flux.from(client.listDatabaseNames())
          .concatMap(it -> client.getDatabase(it).drop())
          .blockLast(PATIENCE);
    }
  }

  /** Whether the tests run against a server that they did not start. */
  public static boolean isReal() {
    return !REAL.isEmpty();
  }

  private String bound() {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
  }

  private final class Remembering extends MemoryBackend {
    @Override
    public de.bwaldvogel.mongo.bson.Document handleMessage(MongoMessage message) {
      String name = message.getDocument().keySet().iterator().next();
      commands.add(name);
      if (message.getDocument().get("maxTimeMS") instanceof Number limit) {
        maxTimes.put(name, limit.longValue());
      }
      return super.handleMessage(message);
    }
  }

  /** Starts an empty server. */
  public static MongoServerFixture start() {
    return new MongoServerFixture();
  }

  /**
   * Returns the names of all received commands in order, including those of drivers, and clears
   * them.
   */
  public List<String> takeCommands() {
    Assumptions.assumeFalse(isReal(), "a real server does not tell its commands");
    List<String> taken = List.copyOf(commands);
    commands.clear();
    return taken;
  }

  /** The {@code maxTimeMS} of the last command of this name that had one. */
  public Optional<Long> maxTime(String command) {
    Assumptions.assumeFalse(isReal(), "a real server does not tell its commands");
    return Optional.ofNullable(maxTimes.get(command));
  }

  /** {@code mongodb://127.0.0.1:<port>}. */
  public String uri() {
    return uri;
  }

  /** A client for the test itself, closed together with the server. */
  public MongoClient client() {
    return client;
  }

  /**
   * Inserts the documents of a file.
   *
   * @param jsonl one document per line, in MongoDB extended JSON
   * @return the number of documents
   */
  public int load(String database, String collection, Path jsonl) {
    List<Document> documents = lines(jsonl).stream().map(Document::parse).toList();
    Mono.from(client.getDatabase(database).getCollection(collection).insertMany(documents))
        .block(PATIENCE);
    return documents.size();
  }

  /** Makes a field unique in its collection, which also makes a search by it fast. */
  public void uniqueIndex(String database, String collection, String field) {
    Mono.from(
            client
                .getDatabase(database)
                .getCollection(collection)
                .createIndex(Indexes.ascending(field), new IndexOptions().unique(true)))
        .block(PATIENCE);
  }

  @Override
  public void close() {
    client.close();
    server.shutdownNow();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

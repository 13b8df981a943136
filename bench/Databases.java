import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import reactor.core.publisher.Mono;

/**
 * The databases of the tests with the one document and the one row that the benchmark reads. Prints
 * their addresses for a shell, and ends when it is killed. Its argument is the file with the
 * document.
 */
public final class Databases {
  public static void main(String[] arguments) throws Exception {
    String json = Files.readString(Path.of(arguments[0]));
    var mongo = MongoServerFixture.start();
    Document document = Document.parse(json).append("_id", 1);
    Mono.from(mongo.client().getDatabase("bench").getCollection("items").insertOne(document))
        .block();
    PostgresServer postgres = PostgresServer.shared();
    postgres.run("create table items (id int primary key, sku text, related jsonb)");
    postgres.run(
        "insert into items select 1, it ->> 'sku', it -> 'related' from (select '%s'::jsonb as it) as one"
            .formatted(json.replace("'", "''")));
    System.out.println("export MONGO_URI=" + mongo.uri());
    System.out.println("export SQL_URI='" + postgres.uri() + "'");
    while (true) {
      Thread.sleep(1000);
      mongo.takeCommands(); // which it remembers
    }
  }
}

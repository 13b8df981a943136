package dev.joinall.backend.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.LoggedLines;
import dev.joinall.testing.StepFixture;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log lines about MongoDB's users at the lowest level. */
class MongoLogTest {
  private static final String PASSWORD = "sesame-47";

  @ParameterizedTest
  @ValueSource(strings = {"", "&authMechanism=SCRAM-SHA-1", "&authMechanism=SCRAM-SHA-256"})
  void noPasswordAndNothingThatIsMadeOfItIsLogged(String mechanism) {
    try (var hub = new Hub(Transport.best());
        var server =
            WireServer.start((request, out) -> {
              out.write(request.reply("{ok: 0, code: 18, errmsg: 'Authentication failed.'}"));
              return true;
            });
        var lines = new LoggedLines()) {
      String uri = server.uri().replace("//", "//ann:" + PASSWORD + "@") + mechanism;
      String yaml = "{kind: mongo, uri: \"%s\", database: shop, timeout: 5s}".formatted(uri);
      try (var shop = new StepFixture(yaml, hub, MongoBackend::new)) {
        assertThat(Fault.of(catchThrowable(() -> shop.run("count: items"))).detail())
            .isEqualTo("authentication failed");
      }
      assertThat(lines.all()).anyMatch(line -> line.startsWith("org.mongodb.driver"));
      assertThat(lines.all())
          .noneMatch(line ->
              line.contains(PASSWORD)
                  || line.contains(Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8)))
                  || line.contains("payload"));
    }
  }

  /** At DEBUG the driver logs commands, as the documentation says. */
  @Test
  void commandsAreLoggedByOneLoggerAlone() {
    try (var mongo = new MongoFixture("");
        var lines = new LoggedLines()) {
      mongo.steps().run("count: items, filter: {a: a-word-of-a-filter}");
      assertThat(lines.all())
          .filteredOn(line -> line.contains("a-word-of-a-filter"))
          .filteredOn(line -> !line.startsWith("de.bwaldvogel")) // lines of the test server
          .allMatch(line -> line.startsWith("org.mongodb.driver.protocol.command"));
    }
  }
}

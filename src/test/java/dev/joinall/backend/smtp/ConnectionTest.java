package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a connection is used again, and when not. */
class ConnectionTest {
  private final AtomicLong clock = new AtomicLong();
  private final Deadline deadline = new Deadline(Duration.ofSeconds(5));

  private Connection connection(ScriptedMailServer server) {
    var address = SmtpAddress.of(URI.create(server.uri()));
    return new Connection(address, Session.getInstance(new Properties()), clock::get);
  }

  @Test
  void aFreshConnectionIsUsedAgainUnasked() {
    try (var server = ScriptedMailServer.start(Map.of())) {
      Connection connection = connection(server);
      connection.open(deadline);
      connection.open(deadline);

      assertThat(server.received()).doesNotContain("NOOP");
      connection.close();
    }
  }

  @Test
  void oneThatWasIdleIsAskedFirst() {
    try (var server = ScriptedMailServer.start(Map.of())) {
      Connection connection = connection(server);
      connection.open(deadline);
      clock.addAndGet(Duration.ofSeconds(2).toNanos());
      connection.open(deadline);

      assertThat(server.received()).contains("NOOP");
      assertThat(server.accepted()).isEqualTo(1);
      connection.close();
    }
  }

  @Test
  void oneThatDoesNotAnswerIsReplaced() {
    try (var server = ScriptedMailServer.start(Map.of("NOOP", "421 too long idle"))) {
      Connection connection = connection(server);
      connection.open(deadline);
      clock.addAndGet(Duration.ofSeconds(2).toNanos());
      connection.open(deadline);

      assertThat(server.accepted()).isEqualTo(2);
      connection.close();
    }
  }
}

package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a connection is reused. */
class MailConnectionTest {
  private final ThreadDeadline deadline = new ThreadDeadline(Duration.ofSeconds(5));

  private static MailConnection connection(ScriptedMailServer server) {
    return new MailConnection(
        SmtpAddress.of(URI.create(server.uri())), MailSessions.of(server.uri()));
  }

  @Test
  void aConnectionIsUsedAgainWhereTheServerAnswersReset() {
    try (var server = ScriptedMailServer.start(Map.of())) {
      MailConnection connection = connection(server);
      connection.open(deadline);
      connection.open(deadline);

      assertThat(server.received()).contains("RSET");
      assertThat(server.accepted()).isEqualTo(1);
      connection.close();
    }
  }

  @Test
  void aConnectionWhoseResetFailsIsReplaced() {
    try (var server = ScriptedMailServer.start(Map.of("RSET", "421 too long idle"))) {
      MailConnection connection = connection(server);
      connection.open(deadline);
      connection.open(deadline);

      assertThat(server.accepted()).isEqualTo(2);
      connection.close();
    }
  }
}

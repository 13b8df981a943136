package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.LoggedLines;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.StepFixture;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Log lines of mails at the lowest level. */
class MailLogTest {
  private static final String PASSWORD = "sesame-47";
  private static final String TEXT = "a-word-of-the-body";
  private static final String TASK =
      "send: { from: shop@example.com, to: zoe@example.com, subject: Hi, text: " + TEXT + " }";

  @Test
  void noPasswordNoRecipientAndNoTextIsLogged() {
    try (var hub = new Hub(Transport.best());
        var server = MailServerFixture.start("ann", PASSWORD);
        var lines = new LoggedLines()) {
      send(hub, server.uri().replace("//", "//ann:" + PASSWORD + "@"), true);
      send(hub, server.uri().replace("//", "//ann:wrong-" + PASSWORD + "@"), false);

      LoggerFactory.getLogger(MailLogTest.class).trace("the lines are seen");
      assertThat(lines.all()).anyMatch(line -> line.endsWith("the lines are seen"));
      assertThat(lines.all()).anyMatch(line -> line.startsWith("org.eclipse.angus.mail"));
      assertThat(lines.all())
          .filteredOn(line -> !line.startsWith("com.icegreen")) // lines of the test server
          .noneMatch(line ->
              line.contains(PASSWORD)
                  || line.contains(base64("\0ann\0" + PASSWORD).substring(4))
                  || line.contains(base64(PASSWORD))
                  || line.contains("zoe@example.com")
                  || line.contains(TEXT));
    }
  }

  private static void send(Hub hub, String uri, boolean taken) {
    String yaml = "{ kind: smtp, uri: \"" + uri + "\", timeout: 8s }";
    try (var fixture = new StepFixture(yaml, hub, SmtpBackend::new)) {
      assertThat(catchThrowable(() -> fixture.run(TASK)) == null).isEqualTo(taken);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}

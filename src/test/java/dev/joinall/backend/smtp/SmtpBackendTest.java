package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.MailServerFixture;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of backends, with mails. */
class SmtpBackendTest extends BackendContract {
  private static MailServerFixture server;

  @BeforeAll
  static void start() {
    server = MailServerFixture.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected String server() {
    return server.uri();
  }

  @Override
  protected String declare(String address, String more) {
    return "{ kind: smtp, uri: \"" + address + "\", " + more + " }";
  }

  @Override
  protected Kind kind() {
    return new SmtpKind();
  }

  @Override
  protected String task() {
    return "send: { from: shop@example.com, to: ann@example.com, subject: Hello, text: Hi }";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value.get("messageId").text()).matches("<.+@example\\.com>");
    assertThat(value.get("accepted")).hasToString("[\"ann@example.com\"]");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.empty();
  }
}

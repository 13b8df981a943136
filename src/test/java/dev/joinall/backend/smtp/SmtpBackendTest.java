package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.MailServerFixture;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract of backends, with mails. */
@Execution(ExecutionMode.CONCURRENT)
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

  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address.replace("smtp:", "smtps:"));
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    try (var other = MailServerFixture.start("ann", "right")) {
      return Optional.of(fault(other.uri().replace("//", "//ann:wrong@")));
    }
  }

  @Override
  protected Optional<Fault> missingPermission() {
    try (var other = ScriptedMailServer.start(Map.of("MAIL", "550 5.7.1 not you"))) {
      return Optional.of(fault(other.uri()));
    }
  }

  private Fault fault(String address) {
    try (var fixture = fixture(address, "timeout: 5s")) {
      return Fault.of(catchThrowable(() -> fixture.run(task())));
    }
  }
}

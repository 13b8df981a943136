package dev.joinall.backend.smtp;

import static dev.joinall.backend.smtp.ScriptedMailServer.CLOSE;
import static dev.joinall.backend.smtp.ScriptedMailServer.DEAF;
import static dev.joinall.backend.smtp.ScriptedMailServer.DRIP;
import static dev.joinall.backend.smtp.ScriptedMailServer.GREETING;
import static dev.joinall.backend.smtp.ScriptedMailServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

/** Faults of mails, for each failure of the server. */
class MailFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TASK =
      "send: { from: shop@example.com, to: [ann@example.com, bob@example.com], "
          + "subject: Hello, text: Hi }";

  private static Hub hub;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  private static StepFixture fixture(String uri, String more) {
    return new StepFixture(
        "{ kind: smtp, uri: \"" + uri + "\", " + more + " }", hub, SmtpBackend::new);
  }

  private static Fault fault(Map<String, String> script) {
    return fault(script, "500ms");
  }

  private static Fault fault(Map<String, String> script, String timeout) {
    try (var server = ScriptedMailServer.start(script);
        var fixture = fixture(server.uri(), "timeout: " + timeout)) {
      return Fault.of(catchThrowable(() -> fixture.run(TASK)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "greeting, 421 4.3.2 too busy, UNAVAILABLE, the mail server answered 421 4.3.2 to the connection",
    "greeting, 554 no service here, STATUS, the mail server answered 554 to the connection",
    "MAIL, 451 4.7.1 come back later, UNAVAILABLE, the mail server answered 451 4.7.1 to MAIL",
    "MAIL, 421 4.4.2 closing, UNAVAILABLE, the mail server answered 421 4.4.2 to MAIL",
    "RCPT, 450 4.2.1 come back later, UNAVAILABLE, the mail server answered 450 4.2.1 to RCPT",
    "RCPT, 550 5.1.1 <ann@example.com> unknown, STATUS, the mail server answered 550 5.1.1 to RCPT",
    "RCPT, 552 mailbox full, STATUS, the mail server answered 552 to RCPT",
    "DATA, 554 no recipients, STATUS, the mail server answered 554 to DATA",
    "., 552 too large, TOO_LARGE, the mail server answered 552 to the end of the mail",
    "., 554 5.3.4 too large, TOO_LARGE, the mail server answered 554 5.3.4 to the end of the mail",
    "., 552 5.2.2 mailbox full, STATUS, the mail server answered 552 5.2.2 to the end of the mail",
    "., 451 4.3.0 later, UNAVAILABLE, the mail server answered 451 4.3.0 to the end of the mail",
    "., 421 4.3.0 closing, UNAVAILABLE, the mail server answered 421 4.3.0 to the end of the mail",
    "., 550 5.7.1 spam, STATUS, the mail server answered 550 5.7.1 to the end of the mail",
  })
  void aRefusalIsReportedByItsCode(String command, String reply, Fault.Type type, String detail) {
    assertThat(fault(Map.of(command, reply), "5s")).isEqualTo(Fault.of(type, detail));
  }

  @Test
  void aServerThatDemandsALoginIsWell() {
    assertThat(fault(Map.of("MAIL", "530 log in first"), "5s"))
        .isEqualTo(
            Fault.of(Fault.Type.STATUS, "the user has no permission: 530 to MAIL").ofCaller());
  }

  @ParameterizedTest
  @CsvSource({"greeting", "EHLO", "MAIL", "RCPT", "DATA"})
  void aConnectionThatEndsBeforeTheDotIsUnavailable(String command) {
    assertThat(fault(Map.of(command, CLOSE), "5s").type()).isEqualTo(Fault.Type.UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({"greeting", "EHLO", "MAIL", "RCPT", "DATA"})
  void silenceBeforeTheDotIsATimeout(String command) {
    assertThat(fault(Map.of(command, SILENCE)).type()).isEqualTo(Fault.Type.TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource({"greeting", "EHLO", "MAIL", "DATA"})
  void aServerThatDripsCostsNoMoreThanTheTimeout(String command) {
    assertThat(fault(Map.of(command, DRIP)).type()).isEqualTo(Fault.Type.TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource({"silence", "close", "drip", "nonsense", "354 go on"})
  void withoutAReplyToTheDotTheOutcomeIsUnknown(String reply) {
    assertThat(fault(Map.of(".", reply), "2s").type()).isEqualTo(Fault.Type.UNKNOWN);
  }

  @Test
  void aConnectionIsClosedWhenTheTimeOfItsRequestIsUp() {
    try (var server = ScriptedMailServer.start(Map.of("DATA", SILENCE));
        var fixture = fixture(server.uri(), "timeout: 9s")) {
      var step = fixture.step(TASK);
      assertThat(catchThrowable(() -> step.run(fixture.scope(Duration.ofMillis(500))).block()))
          .isNotNull();
      await().atMost(SOON).until(() -> server.open() == 0);
    }
  }

  @Test
  void aServerThatStopsReadingTheMailIsATimeout() {
    try (var server = ScriptedMailServer.start(Map.of("DATA", "354 go on" + DEAF));
        var fixture = fixture(server.uri(), "timeout: 2500ms")) {
      var large = Json.string("x".repeat(12 << 20));
      String task = TASK.replace("text: Hi", "text: \"${body}\"");
      assertThat(Fault.of(catchThrowable(() -> fixture.run(task, large))).type())
          .isEqualTo(Fault.Type.TIMEOUT);
    }
  }

  @Test
  void any2xxReplyIsASuccess() {
    try (var server = ScriptedMailServer.start(Map.of(".", "252 taken"));
        var fixture = fixture(server.uri(), "timeout: 5s")) {
      assertThat(fixture.run(TASK)).isPresent();
    }
  }

  @Test
  void oneRefusedRecipientStopsTheMailForAll() {
    try (var server = ScriptedMailServer.start(Map.of("RCPT", "550 5.1.1 unknown"));
        var fixture = fixture(server.uri(), "timeout: 5s")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))).type())
          .isEqualTo(Fault.Type.STATUS);
      assertThat(server.received()).doesNotContain("DATA");
    }
  }

  @Test
  void aNameThatIsNotKnownIsUnavailable() {
    try (var fixture = fixture("smtp://nowhere.invalid:25", "timeout: 5s")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
    }
  }

  @Test
  void aServerWithoutTlsIsUnavailableOverSmtps() {
    try (var server = ScriptedMailServer.start(Map.of());
        var fixture = fixture("smtps://127.0.0.1:" + server.port(), "timeout: 5s")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
    }
  }

  @Test
  void aWrongPasswordIsARefusalThatDoesNotShowIt() {
    try (var server = MailServerFixture.start("ann", "right");
        var fixture = fixture(server.uri().replace("//", "//ann:wr%3Aong@"), "timeout: 5s")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))))
          .isEqualTo(Fault.of(Fault.Type.STATUS, "authentication failed"));
      assertThat(fixture.backend().check().block(SOON))
          .isEqualTo(new Health.Down("authentication failed"));
    }
  }

  @Test
  void theRightPasswordIsTaken() {
    try (var server = MailServerFixture.start("ann", "right");
        var fixture = fixture(server.uri().replace("//", "//ann:right@"), "timeout: 5s")) {
      assertThat(fixture.run(TASK)).isPresent();
    }
  }

  @Test
  void aTemporaryProblemWithTheLoginIsUnavailable() {
    var script = Map.of("EHLO", "250-hello\r\n250 AUTH PLAIN", "AUTH", "454 4.7.0 later");
    try (var server = ScriptedMailServer.start(script);
        var fixture = fixture(server.uri().replace("//", "//ann:right@"), "timeout: 5s")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
    }
  }

  @Test
  void withoutARequiredStartTlsNothingIsSent() {
    try (var server = ScriptedMailServer.start(Map.of());
        var fixture = fixture(server.uri() + "?starttls=required", "timeout: 5s")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))).detail())
          .startsWith("the mail server offers no STARTTLS");
      assertThat(server.received()).noneMatch(line -> line.startsWith("MAIL"));
    }
  }

  @Test
  void aFullPoolRejectsAtOnceAndAWaitingMailAfterItsTime() {
    try (var server = ScriptedMailServer.start(Map.of("MAIL", SILENCE));
        var fixture =
            fixture(
                server.uri(), "timeout: 5s, pool: {max: 1, max-pending: 1, acquire-timeout: 1s}")) {
      var step = fixture.step(TASK);
      Disposable first = step.run(fixture.scope(Json.NULL)).subscribe();
      await()
          .atMost(SOON)
          .until(() -> server.received().stream().anyMatch(it -> it.startsWith("MAIL")));
      var waiting = step.run(fixture.scope(Json.NULL)).toFuture();

      Fault full = Fault.of(catchThrowable(() -> step.run(fixture.scope(Json.NULL)).block(SOON)));
      assertThat(full.type()).isEqualTo(Fault.Type.REJECTED);
      assertThat(full.attempts()).isZero();
      assertThat(waiting)
          .failsWithin(SOON)
          .withThrowableThat()
          .withMessageContaining("no connection of the pool became free");
      first.dispose();
    }
  }

  @Test
  void aMailWithoutAConnectionIsDroppedWhenItIsCancelled() {
    try (var server = ScriptedMailServer.start(Map.of(GREETING, SILENCE));
        var fixture = fixture(server.uri(), "timeout: 1s, pool: {max: 1}")) {
      Disposable mail = fixture.step(TASK).run(fixture.scope(Json.NULL)).subscribe();
      await().atMost(SOON).until(() -> server.accepted() == 1);
      mail.dispose();
      server.answer(GREETING, "220 ready");
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(fixture.run(TASK)).isPresent());
      assertThat(server.received().stream().filter(it -> it.startsWith("MAIL"))).hasSize(1);
    }
  }

  @Test
  void aMailInTransitIsNotInterruptedWhenItIsCancelled() {
    try (var server = ScriptedMailServer.start(Map.of("RCPT", "250 fine"));
        var fixture = fixture(server.uri(), "timeout: 5s, pool: {max: 1}")) {
      server.answer("MAIL", SILENCE);
      Disposable mail = fixture.step(TASK).run(fixture.scope(Json.NULL)).subscribe();
      await()
          .atMost(SOON)
          .until(() -> server.received().stream().anyMatch(it -> it.startsWith("MAIL")));
      mail.dispose();
      assertThat(server.open()).isEqualTo(1);
      server.say("250 fine");
      await().atMost(SOON).until(() -> server.received().contains("."));
    }
  }

  @Test
  void twoMailsTakeOneConnection() {
    try (var server = ScriptedMailServer.start(Map.of());
        var fixture = fixture(server.uri(), "timeout: 5s")) {
      fixture.run(TASK);
      fixture.run(TASK);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void anIdleConnectionIsClosed() {
    try (var server = ScriptedMailServer.start(Map.of());
        var fixture = fixture(server.uri(), "timeout: 5s, pool: {idle: 100ms}")) {
      fixture.run(TASK);
      await().atMost(SOON).until(() -> server.open() == 0);
      assertThat(server.received()).endsWith("QUIT");
    }
  }

  @Test
  void closingWaitsForTheMailThatIsBeingSent() throws Exception {
    try (var server = ScriptedMailServer.start(Map.of(".", SILENCE))) {
      var fixture = fixture(server.uri(), "timeout: 5s");
      var mail = fixture.step(TASK).run(fixture.scope(Json.NULL)).toFuture();
      await().atMost(SOON).until(() -> server.received().contains("."));
      Thread closing = Thread.ofVirtual().start(fixture::close);
      server.say("250 taken");
      assertThat(mail).succeedsWithin(SOON);
      assertThat(closing.join(SOON)).isTrue();
    }
  }
}

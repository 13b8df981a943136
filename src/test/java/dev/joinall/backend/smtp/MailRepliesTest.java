package dev.joinall.backend.smtp;

import static dev.joinall.backend.smtp.ScriptedMailServer.ENDLESS;
import static dev.joinall.backend.smtp.ScriptedMailServer.HANG_UP;
import static dev.joinall.backend.smtp.ScriptedMailServer.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid replies of a mail server. */
class MailRepliesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TASK =
      "send: { from: shop@example.com, to: ann@example.com, subject: Hello, text: Hi }";

  private static Hub hub;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  private static StepFixture fixture(ScriptedMailServer server, String query) {
    return new StepFixture(
        "{ kind: smtp, uri: \"" + server.uri() + query + "\", timeout: 8s, pool: { max: 1 } }",
        hub,
        SmtpBackend::new);
  }

  private static Fault fault(Map<String, String> script) {
    try (var server = ScriptedMailServer.start(script);
        var fixture = fixture(server, "")) {
      return Fault.of(catchThrowable(() -> fixture.run(TASK)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "greeting, 220-",
    "EHLO, 250-",
    "MAIL, 250-",
    "RCPT, 250-",
    "RCPT, 550-",
    "DATA, 354-",
    "greeting, 220 ",
    "MAIL, 2"
  })
  void aReplyWithoutAnEndIsMalformed(String command, String start) {
    String line = start.endsWith("-") ? start + "more\r\n" : start;
    assertThat(fault(Map.of(command, ENDLESS + line)).type()).isEqualTo(Fault.Type.MALFORMED);
  }

  @Test
  void aReplyWithoutAnEndToTheWholeMailLeavesItUnknown() {
    assertThat(fault(Map.of(".", ENDLESS + "250-more\r\n")).type()).isEqualTo(Fault.Type.UNKNOWN);
  }

  @Test
  void aGreetingWithoutAnEndIsNoHealth() {
    try (var server = ScriptedMailServer.start(Map.of("greeting", ENDLESS + "220-more\r\n"));
        var fixture = fixture(server, "")) {
      assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Down.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2500 ok\r\n",
        "25 ok\r\n",
        "25\r\n",
        "\r\n",
        "250ok\r\n",
        "250\tok\r\n",
        "250_ok\r\n",
        " 250 ok\r\n",
        "+50 ok\r\n",
        "150 ok\r\n",
        "050 ok\r\n",
        "650 ok\r\n",
        "260 ok\r\n",
        "2x0 ok\r\n",
        "ok\r\n",
        "354 ok\r\n",
        "250 ok\n",
        "250 ok\r",
        "250 ok\r250 ok\r\n",
        "250 a\n250 b\r\n",
        "250-a\n250 b\r\n",
        "250-a\r\n251 b\r\n",
        "250-a\r\n550 b\r\n",
        "250-a\r\nb\r\n",
        "250 a\0b\r\n",
        "250 \u0007\r\n",
        "250 \u007f\r\n",
        "250 ok\r\n250 ok\r\n",
        "250 ok\r\n550 5.1.1 of another\r\n",
        "250 ok\r\n\r\n",
        "250 ok\r\n ",
        "HTTP/1.1 200 OK\r\n\r\n",
      })
  void aReplyThatTheStandardDoesNotAllowIsNoSuccess(String reply) {
    String text = reply.endsWith("\n") ? reply : reply + HANG_UP;
    Fault.Type expected = reply.equals("250 ok\r") ? Fault.Type.UNAVAILABLE : Fault.Type.MALFORMED;
    assertThat(fault(Map.of("MAIL", RAW + text)).type()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "250\r\n",
        "250 \r\n",
        "250-\r\n250\r\n",
        "250-a\tb\r\n250 c\r\n",
        "250 \u00e4\u00f6\r\n",
        "251 forwarded\r\n",
      })
  void aReplyThatItAllowsIsOne(String reply) {
    try (var server = ScriptedMailServer.start(Map.of("MAIL", RAW + reply, ".", RAW + reply));
        var fixture = fixture(server, "")) {
      assertThat(fixture.run(TASK)).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"571 no", "551 no", "599 no"})
  void aRefusalOfAnyCodeIsOne(String reply) {
    assertThat(fault(Map.of("RCPT", reply)))
        .isEqualTo(
            Fault.of(
                Fault.Type.STATUS,
                "the mail server answered " + reply.substring(0, 3) + " to RCPT"));
  }

  @ParameterizedTest
  @CsvSource({"greeting, 250 hi", "EHLO, 334 hi", "RCPT, 354 hi", "DATA, 250 ok"})
  void anAnswerToSomethingElseIsNoSuccess(String command, String reply) {
    assertThat(fault(Map.of(command, reply)).type()).isEqualTo(Fault.Type.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"greeting", "EHLO", "MAIL", "RCPT", "DATA"})
  void halfAReplyIsNone(String command) {
    String code = command.equals("greeting") ? "220" : command.equals("DATA") ? "354" : "250";
    assertThat(fault(Map.of(command, RAW + code + " fi" + HANG_UP)).type())
        .isEqualTo(Fault.Type.UNAVAILABLE);
    assertThat(fault(Map.of(command, RAW + code + "-fine\r\n" + HANG_UP)).type())
        .isEqualTo(Fault.Type.UNAVAILABLE);
  }

  @Test
  void plaintextInjectedBehindStartTlsIsRejected() {
    Map<String, String> script = new HashMap<>();
    script.put("EHLO", "250-hello\r\n250 STARTTLS");
    script.put("STARTTLS", "220 go on\r\n250 injected");
    try (var server = ScriptedMailServer.start(script);
        var fixture = fixture(server, "?starttls=required")) {
      assertThat(Fault.of(catchThrowable(() -> fixture.run(TASK))).detail())
          .endsWith("an unrequested reply");
    }
  }

  @Test
  void aServerThatSaysFarewellBetweenTwoCommandsIsUnavailable() {
    assertThat(fault(Map.of("RCPT", "250 ok\r\n421 4.3.2 shutting down")).detail())
        .isEqualTo("the mail server answered 421 4.3.2 to DATA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"250 taken\r\n250 taken", "250 taken\r\n550 5.7.1 not taken"})
  void aSecondAnswerToAMailIsNotTakenForOneToTheNext(String reply) {
    try (var server = ScriptedMailServer.start(Map.of(".", reply));
        var fixture = fixture(server, "")) {
      fixture.run(TASK);
      assertThat(fixture.run(TASK)).isPresent();
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aLateSecondAnswerIsNotTakenForOneToTheNextMailEither() {
    try (var server = ScriptedMailServer.start(Map.of("RSET", "550 5.7.1 late\r\n250 reset"));
        var fixture = fixture(server, "")) {
      fixture.run(TASK);
      assertThat(fixture.run(TASK)).isPresent();
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aMailThatMetAServerOutOfStepGoesOverANewConnection() {
    try (var server = ScriptedMailServer.start(Map.of());
        var fixture = fixture(server, "")) {
      fixture.run(TASK);
      server.answer("RSET", "250 late\r\n250 reset");
      assertThat(fixture.run(TASK)).isPresent();
      assertThat(server.accepted()).isEqualTo(2);
      assertThat(server.received().stream().filter("."::equals)).hasSize(2);
    }
  }
}

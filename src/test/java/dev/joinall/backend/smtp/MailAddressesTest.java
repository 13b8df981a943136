package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.StepFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code allowed-addresses} of a backend of kind {@code smtp}. */
class MailAddressesTest {
  private static final String SEND =
      "send: { from: shop@example.com, to: ann@example.com, subject: Hello, text: Hi }";

  private final Hub hub = new Hub(Transport.best());
  private final MailServerFixture server = MailServerFixture.start();

  @AfterEach
  void stop() {
    hub.close();
    server.close();
  }

  private StepFixture open(String ranges) {
    return new StepFixture(
        "{kind: smtp, uri: \"%s\", timeout: 5s, allowed-addresses: [%s]}"
            .formatted(server.uri().replace("127.0.0.1", "localhost"), ranges),
        hub,
        SmtpBackend::new);
  }

  @Test
  void aNameWithAnAddressOfTheRangesIsUsed() {
    try (var mail = open("127.0.0.0/8")) {
      assertThat(mail.run(SEND)).isPresent();
    }
  }

  @Test
  void aNameWithoutOneIsNot() {
    try (var mail = open("10.0.0.0/8")) {
      assertThat(Fault.of(catchThrowable(() -> mail.run(SEND))))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "the host name has no allowed address"));
    }
  }
}

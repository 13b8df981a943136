package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.smtp.SmtpAddress.Credentials;
import dev.joinall.backend.smtp.SmtpAddress.Security;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a mail server's address. */
class SmtpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example, 25, STARTTLS_IF_OFFERED",
    "smtp://ann:secret@mail.example, 587, STARTTLS_REQUIRED",
    "smtp://ann:secret@localhost, 587, STARTTLS_IF_OFFERED",
    "smtp://ann:secret@127.0.0.1:25, 25, STARTTLS_IF_OFFERED",
    "smtp://ann:secret@mail.example?starttls=never, 587, NONE",
    "smtp://mail.example:2525?starttls=required, 2525, STARTTLS_REQUIRED",
    "smtps://mail.example, 465, TLS",
    "smtps://ann:secret@mail.example:4465, 4465, TLS",
  })
  void theSchemeTheUserAndTheQuerySayPortAndEncryption(String uri, int port, Security security) {
    SmtpAddress address = SmtpAddress.of(URI.create(uri));

    assertThat(address.port()).isEqualTo(port);
    assertThat(address.security()).isEqualTo(security);
  }

  @Test
  void userAndPasswordAreDecodedAndAPlusIsAPlus() {
    assertThat(SmtpAddress.of(URI.create("smtp://a%40b:c%3A+%2f:d@mail.example")).credentials())
        .contains(new Credentials("a@b", "c:+/:d"));
    assertThat(SmtpAddress.of(URI.create("smtp://ann:@mail.example")).credentials())
        .contains(new Credentials("ann", ""));
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(SmtpAddress.of(URI.create("smtp://ann:secret@mail.example")).toString())
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, STARTTLS_IF_OFFERED",
    "LOCALHOST, STARTTLS_IF_OFFERED",
    "127.0.0.1, STARTTLS_IF_OFFERED",
    "127.9.8.7, STARTTLS_IF_OFFERED",
    "[::1], STARTTLS_IF_OFFERED",
    "[0:0:0:0:0:0:0:1], STARTTLS_IF_OFFERED",
    "127.evil.example, STARTTLS_REQUIRED",
    "127.0.0.1.evil.example, STARTTLS_REQUIRED",
    "localhost.evil.example, STARTTLS_REQUIRED",
    "localhost.localdomain, STARTTLS_REQUIRED",
    "[::2], STARTTLS_REQUIRED",
    "[::127.0.0.1], STARTTLS_REQUIRED",
    "128.0.0.1, STARTTLS_REQUIRED",
    "10.127.0.1, STARTTLS_REQUIRED",
    "a127.0.0.x, STARTTLS_REQUIRED",
  })
  void aPasswordGoesInClearToThisMachineAlone(String host, Security security) {
    assertThat(SmtpAddress.of(URI.create("smtp://ann:secret@" + host)).security())
        .isEqualTo(security);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1."})
  void anOddFormOfAnAddressIsNoHostOrAnother(String host) {
    URI uri = URI.create("smtp://ann:secret@" + host);
    assertThat(
            uri.getHost() == null || SmtpAddress.of(uri).security() == Security.STARTTLS_REQUIRED)
        .isTrue();
  }
}

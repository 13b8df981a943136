package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.smtp.SmtpAddress.Credentials;
import dev.joinall.backend.smtp.SmtpAddress.Security;
import dev.joinall.config.Position;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the address of a mail server says. */
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
  @ValueSource(strings = {"smtp://mail_server:25", "smtp://mail.example?tls=yes"})
  void whatCantBeUsedIsAProblem(String uri) {
    var problems = new Problems();
    var where = Tree.Mapping.empty(Position.START, "backends.mail");
    SmtpAddress.check(URI.create(uri), where, problems);

    assertThat(problems.all()).extracting(Problem::path).containsExactly("backends.mail");
  }
}

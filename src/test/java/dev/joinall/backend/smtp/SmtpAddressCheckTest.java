package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid addresses of a mail server. */
class SmtpAddressCheckTest {
  private static List<Problem> problems(String address) {
    var problems = new Problems();
    var where = Tree.Mapping.empty(Position.START, "backends.it.uri");
    new SmtpAddressCheck(where, problems).check(URI.create(address));
    return problems.all();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smtp://mail?x=y",
        "smtp://mail?",
        "smtp://mail?starttls=maybe",
        "smtp://mail?starttls%3Dnever",
        "smtp://mail?starttls=required&starttls=never",
        "smtp://mail?STARTTLS=never",
        "smtps://mail?starttls=never",
        "smtp://mail/box",
        "smtp://mail#x",
      })
  void anArgumentOfAMailServerThatIsNotKnownIsAProblem(String address) {
    assertThat(problems(address)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smtp://mail",
        "smtp://mail/",
        "smtps://ann:secret@mail:465",
        "smtp://mail?starttls=never",
        "smtp://mail:25/?starttls=required",
      })
  void knownArgumentsAreAccepted(String address) {
    assertThat(problems(address)).isEmpty();
  }
}

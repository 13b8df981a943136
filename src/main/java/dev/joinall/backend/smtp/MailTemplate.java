package dev.joinall.backend.smtp;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.config.Tree;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A compiled {@code send}: renders a {@link Mail} from a request's scope. Immutable. */
record MailTemplate(
    List<AddressTemplate> from,
    List<AddressTemplate> to,
    List<AddressTemplate> cc,
    List<AddressTemplate> bcc,
    List<AddressTemplate> replyTo,
    Optional<EnvelopeSender> envelopeFrom,
    MailHeaders headers,
    TextTemplate subject,
    Optional<TextTemplate> text,
    Optional<TextTemplate> html) {

  /** The minimum that every mail server must accept (RFC 5321, 4.5.3.1.8). */
  private static final int MAX_RECIPIENTS = 100;

  static MailTemplate compile(SendMail mail, Templates templates) {
    var compiled =
        new MailTemplate(
            addresses(List.of(mail.from()), "from", templates),
            addresses(mail.to(), "to", templates),
            addresses(mail.cc(), "cc", templates),
            addresses(mail.bcc(), "bcc", templates),
            addresses(mail.replyTo(), "reply-to", templates),
            mail.envelopeFrom().map(tree -> EnvelopeSender.compile(tree, templates)),
            MailHeaders.compile(mail.headers(), templates),
            subject(mail.subject(), templates),
            mail.text().map(tree -> TextTemplate.plain(tree, templates)),
            mail.html().map(tree -> TextTemplate.html(tree, templates)));
    if (compiled.to.isEmpty() && compiled.cc.isEmpty() && compiled.bcc.isEmpty()) {
      templates.problem(mail.where(), "the mail has no recipient", "write one under to:");
    }
    return compiled;
  }

  private static List<AddressTemplate> addresses(
      List<Tree> trees, String field, Templates templates) {
    return trees.stream().map(tree -> AddressTemplate.compile(tree, field, templates)).toList();
  }

  private static TextTemplate subject(Tree tree, Templates templates) {
    TextTemplate subject = TextTemplate.plain(tree, templates);
    if (subject.template() instanceof Template.Constant constant
        && constant.json().text().chars().anyMatch(Character::isISOControl)) {
      templates.problem(
          tree,
          "a subject is one line, this has a line break or another control character",
          "write it in one line; for a long one use >- instead of |");
    }
    return subject;
  }

  /**
   * @throws InvalidExpression if an expression fails, or its value is not valid in a mail
   */
  Mail render(Scope scope) {
    List<MailAddress> senders = all(from, scope);
    if (senders.size() != 1) {
      throw invalid("from needs one address, not " + senders.size(), from.stream());
    }
    var mail =
        new Mail(
            senders.getFirst(),
            all(to, scope),
            all(cc, scope),
            all(bcc, scope),
            all(replyTo, scope),
            envelopeFrom.map(it -> it.render(scope)),
            headers.render(scope),
            oneLine(subject, scope),
            text.map(it -> it.render(scope)),
            html.map(it -> it.render(scope)));
    int recipients = mail.recipients().size();
    if (recipients == 0) {
      throw invalid(
          "there is no recipient: to, cc and bcc are empty",
          Stream.of(to, cc, bcc).flatMap(List::stream));
    }
    if (recipients > MAX_RECIPIENTS) {
      String detail = "%d recipients, at most %d".formatted(recipients, MAX_RECIPIENTS);
      throw new StepException(Fault.of(Fault.Type.TOO_LARGE, detail).withAttempts(0));
    }
    return mail;
  }

  private static List<MailAddress> all(List<AddressTemplate> templates, Scope scope) {
    List<MailAddress> addresses = new ArrayList<>();
    templates.forEach(template -> template.addTo(addresses, scope));
    return addresses;
  }

  /** The error of the addresses, attributed to the client if their sources are only its inputs. */
  private static InvalidExpression invalid(String why, Stream<AddressTemplate> addresses) {
    List<Template> sources = addresses.flatMap(it -> it.sources().stream()).toList();
    return new Template.Items(sources).invalid(why);
  }

  private static String oneLine(TextTemplate template, Scope scope) {
    String subject = template.render(scope);
    try {
      MailAddress.refuseControls(subject);
      return subject;
    } catch (MailAddress.Malformed e) {
      throw template.template().invalid("the subject " + e.getMessage());
    }
  }
}

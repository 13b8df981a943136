package dev.joinall.backend.smtp;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One rendered mail, with at least one recipient, and at least one of the two bodies.
 *
 * @param envelopeFrom the address for reports that the mail can't be delivered; empty for {@code
 *     from}
 * @param headers additional ones, encoded
 */
record Mail(
    MailAddress from,
    List<MailAddress> to,
    List<MailAddress> cc,
    List<MailAddress> bcc,
    List<MailAddress> replyTo,
    Optional<String> envelopeFrom,
    Map<String, String> headers,
    String subject,
    Optional<String> text,
    Optional<String> html) {

  Mail {
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    bcc = List.copyOf(bcc);
    replyTo = List.copyOf(replyTo);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** Whether it requires a mail server with SMTPUTF8. */
  boolean isInternational() {
    return Stream.of(List.of(from), to, cc, bcc, replyTo)
            .flatMap(List::stream)
            .anyMatch(MailAddress::isInternational)
        || envelopeFrom.filter(it -> it.chars().anyMatch(c -> c >= 128)).isPresent();
  }

  /** All recipients, without duplicates. */
  Collection<MailAddress> recipients() {
    return once(List.of(to, cc, bcc));
  }

  /** All recipients except those in bcc, without duplicates. */
  Collection<MailAddress> visibleRecipients() {
    return once(List.of(to, cc));
  }

  private static Collection<MailAddress> once(List<List<MailAddress>> lists) {
    Map<String, MailAddress> all = new LinkedHashMap<>();
    lists.forEach(list -> list.forEach(it -> all.putIfAbsent(it.key(), it)));
    return all.values();
  }
}

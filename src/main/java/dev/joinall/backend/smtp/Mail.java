package dev.joinall.backend.smtp;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One rendered mail. At least one recipient, and at least one of the two bodies. */
record Mail(
    MailAddress from,
    List<MailAddress> to,
    List<MailAddress> cc,
    List<MailAddress> bcc,
    List<MailAddress> replyTo,
    String subject,
    Optional<String> text,
    Optional<String> html) {

  Mail {
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    bcc = List.copyOf(bcc);
    replyTo = List.copyOf(replyTo);
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

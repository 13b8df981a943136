package dev.joinall.backend.smtp;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One mail, ready to be written. At least one recipient, and at least one of the two bodies. */
record Mail(
    Mailbox from,
    List<Mailbox> to,
    List<Mailbox> cc,
    List<Mailbox> bcc,
    List<Mailbox> replyTo,
    String subject,
    Optional<String> text,
    Optional<String> html) {

  Mail {
    to = List.copyOf(to);
    cc = List.copyOf(cc);
    bcc = List.copyOf(bcc);
    replyTo = List.copyOf(replyTo);
  }

  /** Everyone who gets it, once. */
  Collection<Mailbox> recipients() {
    return once(List.of(to, cc, bcc));
  }

  /** Everyone who gets it and is not hidden from the others, once. */
  Collection<Mailbox> visibleRecipients() {
    return once(List.of(to, cc));
  }

  private static Collection<Mailbox> once(List<List<Mailbox>> lists) {
    Map<String, Mailbox> all = new LinkedHashMap<>();
    lists.forEach(list -> list.forEach(it -> all.putIfAbsent(it.key(), it)));
    return all.values();
  }
}

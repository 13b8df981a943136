package dev.joinall.backend.smtp;

import jakarta.mail.internet.InternetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One mail, ready to be written. At least one recipient, and at least one of the two bodies. */
record Mail(
    InternetAddress from,
    List<InternetAddress> to,
    List<InternetAddress> cc,
    List<InternetAddress> bcc,
    List<InternetAddress> replyTo,
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
  Set<InternetAddress> recipients() {
    Set<InternetAddress> all = visibleRecipients();
    all.addAll(bcc);
    return all;
  }

  /** Everyone who gets it and is not hidden from the others, once. */
  Set<InternetAddress> visibleRecipients() {
    Set<InternetAddress> all = new LinkedHashSet<>(to);
    all.addAll(cc);
    return all;
  }
}

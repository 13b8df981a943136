package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * A {@link Mail} in MIME form. Bcc recipients are in the envelope only. The constructor reads files
 * (Jakarta Mail looks up its services each time), so it must not run on an event loop.
 */
final class MimeMail extends SMTPMessage {
  private final String id;

  MimeMail(Session session, Mail mail) throws MessagingException {
    super(session);
    String sender = mail.from().address();
    this.id = "<" + UUID.randomUUID() + sender.substring(sender.lastIndexOf('@')) + ">";
    setAddresses("From", List.of(mail.from()));
    setAddresses("To", mail.to());
    setAddresses("Cc", mail.cc());
    setAddresses("Reply-To", mail.replyTo());
    if (mail.envelopeFrom().isPresent()) {
      setEnvelopeFrom(mail.envelopeFrom().get());
    }
    for (Map.Entry<String, String> header : mail.headers().entrySet()) {
      setHeader(header.getKey(), header.getValue());
    }
    setHeader("Subject", EncodedWords.header("Subject", mail.subject()));
    setSentDate(Date.from(Instant.now()));
    setBody(mail.text(), mail.html());
    saveChanges();
  }

  private void setAddresses(String name, List<MailAddress> addresses) throws MessagingException {
    if (!addresses.isEmpty()) {
      setHeader(name, AddressHeader.of(name, addresses));
    }
  }

  String id() {
    return id;
  }

  private void setBody(Optional<String> text, Optional<String> html) throws MessagingException {
    if (text.isPresent() && html.isPresent()) {
      var both = new MimeMultipart("alternative");
      both.addBodyPart(part(text.get(), "plain"));
      both.addBodyPart(part(html.get(), "html"));
      setContent(both);
    } else if (html.isPresent()) {
      setText(html.get(), UTF_8.name(), "html");
    } else {
      setText(text.orElse(""), UTF_8.name());
    }
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    var part = new MimeBodyPart();
    part.setText(text, UTF_8.name(), subtype);
    return part;
  }

  static Address[] addresses(Collection<MailAddress> mailboxes) {
    return mailboxes.stream().map(MimeMail::address).toArray(Address[]::new);
  }

  /** The address for the envelope, which has no names. */
  private static InternetAddress address(MailAddress mailAddress) {
    var address = new InternetAddress();
    address.setAddress(mailAddress.address());
    return address;
  }

  /** Replaces Jakarta Mail's id, which contains the name of this machine. */
  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", id);
  }
}

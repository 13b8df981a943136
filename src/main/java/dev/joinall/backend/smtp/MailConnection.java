package dev.joinall.backend.smtp;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.backend.smtp.SmtpAddress.Credentials;
import dev.joinall.json.Json;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place of the pool: a connection to the mail server, opened on demand, and again after it
 * broke. Blocks, so it needs a virtual thread; used by one thread at a time.
 */
final class MailConnection {
  /** Many servers close a connection after about this many mails. */
  private static final int MAX_MAILS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(MailConnection.class);

  private final SmtpAddress address;
  private final Session session;
  private @Nullable ObservedTransport transport;
  private int mails;

  MailConnection(SmtpAddress address, Session session) {
    this.address = address;
    this.session = session;
  }

  /**
   * Connects, unless the existing connection responds to RSET. RSET also discards the remains of
   * the previous mail and consumes a late reply to it.
   */
  void open(ThreadDeadline deadline) {
    if (transport != null && (mails >= MAX_MAILS || !transport.isConnected())) {
      close();
    }
    if (transport == null) {
      transport = connect(deadline);
      mails = 0;
    }
  }

  private ObservedTransport connect(ThreadDeadline deadline) {
    var fresh = new ObservedTransport(session);
    try {
      fresh.connect(
          address.host(),
          address.port(),
          address.credentials().map(Credentials::user).orElse(null),
          address.credentials().map(Credentials::password).orElse(null));
      return fresh;
    } catch (MessagingException | RuntimeException e) {
      throw MailFaults.ofConnect(e, fresh, deadline.hasPassed());
    }
  }

  /**
   * Sends a mail to all of its recipients or to none; call {@link #open} first. If the server is
   * out of sync after the previous mail, this one was not sent yet and is sent over a new
   * connection.
   */
  Json send(Mail mail, ThreadDeadline deadline) {
    boolean used = mails > 0;
    try {
      return sendOnce(mail, deadline);
    } catch (StepException e) {
      if (!used || e.fault().type() != Fault.Type.MALFORMED) {
        throw e;
      }
      open(deadline);
      return sendOnce(mail, deadline);
    }
  }

  private Json sendOnce(Mail mail, ThreadDeadline deadline) {
    ObservedTransport open = opened();
    if (mail.isInternational() && !open.takesUtf8()) {
      throw new StepException(
          Fault.of(
                  Fault.Type.STATUS,
                  "the mail server accepts only ASCII addresses: it has no SMTPUTF8")
              .ofCaller());
    }
    open.begin(mail.isInternational());
    try {
      var message = new MimeMail(session, mail);
      open.sendMessage(message, MimeMail.addresses(mail.recipients()));
      mails++;
      return sent(message.id(), mail.visibleRecipients());
    } catch (MessagingException | RuntimeException e) {
      StepException fault = MailFaults.ofSend(e, open, deadline.hasPassed());
      close();
      throw fault;
    }
  }

  private static Json sent(String id, Collection<MailAddress> accepted) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("messageId", id);
    value.put("accepted", accepted.stream().map(MailAddress::address).toList());
    return Json.of(value);
  }

  private ObservedTransport opened() {
    return Objects.requireNonNull(transport, "not open");
  }

  /** Whether there is a connection, without a check at the server. */
  boolean isOpen() {
    return transport != null;
  }

  /** Sends QUIT, without waiting for a reply. */
  void close() {
    try {
      if (transport != null) {
        transport.close();
      }
    } catch (MessagingException e) {
      LOG.debug("QUIT failed: the mail server had closed the connection", e);
    } finally {
      transport = null;
    }
  }
}

package dev.joinall.backend.smtp;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.backend.smtp.SmtpAddress.Credentials;
import dev.joinall.json.Json;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place of the pool: a connection to the mail server, made when it is first needed and again
 * when it broke. Blocks, so it belongs on a virtual thread; used by one thread at a time.
 */
final class Connection {
  /** Asked for a sign of life after this. The server may have hung up meanwhile. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** Many servers hang up after about so many mails. */
  private static final int MOST_MAILS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final SmtpAddress address;
  private final Session session;
  private final LongSupplier clock;
  private @Nullable ObservedTransport transport;
  private long used;
  private int mails;

  /**
   * @param clock nanoseconds, as {@link System#nanoTime} counts them
   */
  Connection(SmtpAddress address, Session session, LongSupplier clock) {
    this.address = address;
    this.session = session;
    this.clock = clock;
  }

  /** Connects, unless there is a connection that is known or shows to be alive. */
  void open(Deadline deadline) {
    if (transport != null && (mails >= MOST_MAILS || !isAlive(transport))) {
      close();
    }
    if (transport == null) {
      transport = connect(deadline);
      mails = 0;
    }
    used = clock.getAsLong();
  }

  private boolean isAlive(ObservedTransport open) {
    return clock.getAsLong() - used < FRESH.toNanos() || open.isConnected();
  }

  private ObservedTransport connect(Deadline deadline) {
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

  /** Sends a mail to all of its recipients or to none; {@link #open} comes first. */
  Json send(Mail mail, Deadline deadline) {
    ObservedTransport open = opened();
    open.begin();
    try {
      var message = new MimeMail(session, mail);
      open.sendMessage(message, MimeMail.addresses(mail.recipients()));
      used = clock.getAsLong();
      mails++;
      return sent(message.id(), mail.visibleRecipients());
    } catch (MessagingException | RuntimeException e) {
      StepException fault = MailFaults.ofSend(e, open, deadline.hasPassed());
      close();
      throw fault;
    }
  }

  private static Json sent(String id, Collection<Mailbox> accepted) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("messageId", id);
    value.put("accepted", accepted.stream().map(Mailbox::address).toList());
    return Json.of(value);
  }

  /** Asks the server for a sign of life; {@link #open} comes first. */
  boolean ping(Deadline deadline) {
    if (!opened().isConnected()) {
      close();
      throw new StepException(
          deadline.hasPassed() ? Fault.Type.TIMEOUT : Fault.Type.UNAVAILABLE, "no reply to NOOP");
    }
    return true;
  }

  private ObservedTransport opened() {
    if (transport == null) {
      throw new IllegalStateException("not open");
    }
    return transport;
  }

  /** Whether there is a connection, as far as anybody knows without asking the server. */
  boolean isOpen() {
    return transport != null;
  }

  /** Says goodbye, without waiting for an answer. */
  void close() {
    try {
      if (transport != null) {
        transport.close();
      }
    } catch (MessagingException e) {
      LOG.debug("A mail server was gone before the goodbye", e);
    } finally {
      transport = null;
    }
  }
}

package dev.joinall.backend.smtp;

import dev.joinall.backend.Causes;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.ConnectionFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import jakarta.mail.AuthenticationFailedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.eclipse.angus.mail.util.MailConnectException;
import reactor.pool.PoolShutdownException;

/**
 * Maps exceptions of Jakarta Mail and of the pool to faults. No detail contains an address or a
 * secret.
 */
final class MailFaults {
  private MailFaults() {}

  static Throwable ofPool(Throwable error) {
    return error instanceof PoolShutdownException
        ? closed()
        : ConnectionFaults.of(error, "no connection of the pool became free");
  }

  static StepException closed() {
    return new StepException(
        Fault.of(Fault.Type.UNAVAILABLE, "the backend is closed").withAttempts(0));
  }

  /** The fault if the connection could not be opened; nothing was sent. */
  static StepException ofConnect(Exception error, ObservedTransport transport, boolean late) {
    Optional<SmtpReply> refusal = transport.lastRefusal();
    if (error instanceof AuthenticationFailedException
        && Causes.find(error, IOException.class).isEmpty()
        && refusal.stream().noneMatch(it -> it.code() < 500)) {
      return new StepException(
          transport.lacksCommonMechanism()
              ? Fault.of(Fault.Type.STATUS, "the mail server supports neither PLAIN nor LOGIN")
              : ConnectFaults.login());
    }
    if (refusal.isPresent()) {
      return new StepException(refusal.get().fault());
    }
    if (transport.lacksRequiredStartTls()) {
      return new StepException(
          Fault.Type.ERROR, "the mail server offers no STARTTLS; ?starttls=never disables it");
    }
    Fault fault = broken(error, late);
    return new StepException(
        transport.usesStartTls() && ConnectFaults.isOfCertificate(error)
            ? Fault.of(fault.type(), fault.detail() + "; ?starttls=never disables it")
            : fault);
  }

  /** The fault if the mail was not sent, or if that is unknown. */
  static StepException ofSend(Exception error, ObservedTransport transport, boolean late) {
    Optional<SmtpReply> refusal = transport.refusal();
    if (refusal.isPresent()) {
      return new StepException(refusal.get().fault());
    }
    if (transport.isWritten()) {
      return new StepException(
          Fault.Type.UNKNOWN, "no reply to the whole mail: it may or may not have been sent");
    }
    return new StepException(broken(error, late));
  }

  private static Fault broken(Exception error, boolean late) {
    Optional<Fault> known =
        Causes.find(error, MalformedReply.class)
            .map(it -> "the mail server violates RFC 5321: " + it.getMessage())
            .map(it -> Fault.of(Fault.Type.MALFORMED, it))
            .or(() -> late ? Optional.empty() : ConnectFaults.of(error));
    if (known.isPresent()) {
      return known.get();
    }
    if (error instanceof MailConnectException && !late) {
      return Fault.of(Fault.Type.UNAVAILABLE, "no connection could be made");
    }
    if (late || Causes.find(error, SocketTimeoutException.class).isPresent()) {
      return Fault.of(Fault.Type.TIMEOUT, "no reply of the mail server in time");
    }
    return Fault.of(Fault.Type.UNAVAILABLE, "the connection to the mail server broke");
  }
}

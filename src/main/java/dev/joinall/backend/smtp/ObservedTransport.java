package dev.joinall.backend.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Angus's transport, which also remembers how far a mail came and what the server refused. For one
 * mail at a time, by one thread.
 *
 * <p>The exceptions of Angus don't tell: one that fails to read looks the same before and after the
 * final dot, and after a refusal Angus sends RSET, whose failure (a server that hangs up after 421)
 * hides the refusal. So this overrides the protected methods that Angus's Javadoc offers to
 * subclasses. {@code finishData} writes and flushes the dot before it reads; therefore the first
 * read within it is the moment from which the mail may have been taken, exactly. If the write
 * fails, its last bytes were not accepted by this machine's kernel and the mail was not taken. The
 * alternatives are to wrap the socket and look for the dot in the bytes (and in TLS: behind it), or
 * to compare the text of exceptions.
 */
final class ObservedTransport extends SMTPTransport {
  private static final String GREETING = "the connection";

  private String command = GREETING;
  private boolean secured;
  private boolean ending;
  private boolean written;
  private @Nullable SmtpReply refusal;

  ObservedTransport(Session session) {
    super(session, null);
  }

  /** To be called before each mail. */
  void begin() {
    ending = false;
    written = false;
    refusal = null;
  }

  /** Whether the server has the whole mail and may have taken it. */
  boolean isWritten() {
    return written;
  }

  /** The first thing that the server said no to. */
  Optional<SmtpReply> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** What the server said no to last; while connecting some refusals are part of the game. */
  Optional<SmtpReply> lastRefusal() {
    int code = getLastReturnCode();
    return code >= 400 && code < 600
        ? Optional.of(SmtpReply.of(code, getLastServerResponse(), command))
        : Optional.empty();
  }

  boolean lacksRequiredStartTls() {
    return getRequireStartTLS() && getLastReturnCode() == 250 && !supportsExtension("STARTTLS");
  }

  @Override
  protected void startTLS() throws MessagingException {
    super.startTLS();
    secured = true;
  }

  /** What was said in clear must be forgotten (RFC 3207, 4.2), and only a new list replaces it. */
  @Override
  protected boolean ehlo(String domain) throws MessagingException {
    boolean taken = super.ehlo(domain);
    if (secured && !taken) {
      throw new MessagingException("EHLO was refused behind STARTTLS");
    }
    return taken;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    ending = true;
    super.finishData();
    ending = false;
  }

  @Override
  protected void sendCommand(String line) throws MessagingException {
    int space = line.indexOf(' ');
    command = space < 0 ? line : line.substring(0, space);
    super.sendCommand(line);
  }

  @Override
  protected int readServerResponse() throws MessagingException {
    written |= ending;
    int code = super.readServerResponse();
    if (code >= 400 && refusal == null) {
      refusal = SmtpReply.of(code, getLastServerResponse(), command);
    }
    if (code >= 200 && code < 400 && !answers(code)) {
      throw new MessagingException(
          "", new MalformedReply("it answered " + code + " to " + SmtpReply.called(command)));
    }
    // Angus takes only 250 for a yes; by RFC 5321, 4.3.2, the first digit decides.
    return code / 100 == 2 && !isSpecial() ? 250 : code;
  }

  /** Whether a command may have this answer (RFC 5321, 4.3.2); refusals are an answer to all. */
  private boolean answers(int code) {
    return switch (command) {
      case GREETING, "STARTTLS" -> code == 220;
      case "AUTH" -> code == 235 || code == 334;
      case "DATA" -> code == 354;
      default -> code / 100 == 2;
    };
  }

  /** Of these Angus knows the right code. */
  private boolean isSpecial() {
    return switch (command) {
      case GREETING, "STARTTLS", "AUTH" -> true;
      default -> false;
    };
  }
}

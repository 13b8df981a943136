package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Angus's transport, which also records the progress of a mail and the server's refusals. For one
 * mail at a time, by one thread.
 *
 * <p>Angus's exceptions are ambiguous: a failed read looks the same before and after the final dot.
 * After a refusal Angus sends RSET, whose failure (a server that closes after 421) hides the
 * refusal. So this class overrides protected methods that Angus's Javadoc offers to subclasses.
 * {@code finishData} writes and flushes the dot before it reads; so from its first read on, the
 * server may have accepted the mail. If the write fails, this machine's kernel did not accept the
 * last bytes, and the mail was not accepted. The alternatives are to search for the dot in the
 * bytes of the socket (with TLS: above it), or to compare texts of exceptions.
 */
final class ObservedTransport extends SMTPTransport {
  private static final String GREETING = "the connection";

  private String command = GREETING;
  private boolean secured;
  private boolean ending;
  private boolean written;
  private boolean international;
  private @Nullable SmtpReply refusal;

  ObservedTransport(Session session) {
    super(session, null);
  }

  /**
   * Must be called before each mail.
   *
   * @param utf8 whether the mail needs SMTPUTF8
   */
  void begin(boolean utf8) {
    international = utf8;
    ending = false;
    written = false;
    refusal = null;
  }

  /** Whether the server has the whole mail and may have accepted it. */
  boolean isWritten() {
    return written;
  }

  /** The first refusal of the server. */
  Optional<SmtpReply> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** The last refusal, because some refusals are normal while connecting. */
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

  /** Capabilities received in clear text must be discarded (RFC 3207, 4.2). */
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
    super.sendCommand(international ? international(line) : line);
  }

  /**
   * Converts a command to its UTF-8 bytes, one in each character, because Angus sends the low byte
   * of each character.
   */
  private String international(String line) {
    String whole = command.equals("MAIL") ? line + " SMTPUTF8" : line;
    return new String(whole.getBytes(UTF_8), ISO_8859_1);
  }

  /** Whether the server accepts addresses with characters beyond ASCII (RFC 6531). */
  boolean takesUtf8() {
    return supportsExtension("SMTPUTF8");
  }

  /**
   * Whether the server offers only authentication mechanisms that this backend does not use.
   * Synchronized, because Angus asserts that its lock is held.
   */
  synchronized boolean lacksCommonMechanism() {
    return supportsExtension("AUTH")
        && !supportsAuthentication("PLAIN")
        && !supportsAuthentication("LOGIN");
  }

  /** Whether STARTTLS was the last command. */
  boolean usesStartTls() {
    return command.equals("STARTTLS");
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
    // Angus accepts only 250; by RFC 5321, 4.3.2, the first digit is decisive.
    return code / 100 == 2 && !isSpecial() ? 250 : code;
  }

  /** Whether this reply is allowed for the command (RFC 5321, 4.3.2); refusals always are. */
  private boolean answers(int code) {
    return switch (command) {
      case GREETING, "STARTTLS" -> code == 220;
      case "AUTH" -> code == 235 || code == 334;
      case "DATA" -> code == 354;
      default -> code / 100 == 2;
    };
  }

  /** Whether Angus itself checks the code for the command. */
  private boolean isSpecial() {
    return switch (command) {
      case GREETING, "STARTTLS", "AUTH" -> true;
      default -> false;
    };
  }
}

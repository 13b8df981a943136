package dev.joinall.testing;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** An SMTP server inside this JVM that accepts and keeps every mail. */
public final class MailServerFixture implements AutoCloseable {
  private final GreenMail server;

  private MailServerFixture(GreenMail server) {
    this.server = server;
    server.start();
  }

  /** Starts a server without authentication. */
  public static MailServerFixture start() {
    return new MailServerFixture(new GreenMail(anyPort()));
  }

  /** Starts a server with one user. */
  public static MailServerFixture start(String user, String password) {
    MailServerFixture fixture = start();
    fixture.server.setUser(user, password);
    return fixture;
  }

  private static ServerSetup anyPort() {
    return new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
  }

  /** {@code smtp://127.0.0.1:<port>}. */
  public String uri() {
    return "smtp://127.0.0.1:" + server.getSmtp().getPort();
  }

  /** Deletes the mails delivered so far. */
  public void forget() {
    try {
      server.purgeEmailFromAllMailboxes();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The mails delivered so far, a copy for each recipient. */
  public List<ReceivedMail> messages() {
    return Arrays.stream(server.getReceivedMessages()).map(ReceivedMail::of).toList();
  }

  /**
   * Waits for a number of mails.
   *
   * @throws AssertionError if they do not arrive in time
   */
  public List<ReceivedMail> awaitMessages(int count, Duration patience) {
    if (!server.waitForIncomingEmail(patience.toMillis(), count)) {
      throw new AssertionError(
          "%d mails within %s, not %d".formatted(messages().size(), patience, count));
    }
    return messages();
  }

  @Override
  public void close() {
    server.stop();
  }
}

package dev.joinall.backend.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An SMTP server that accepts mails to some recipients and rejects all others, with replies that
 * are repeated, late, malformed or missing.
 */
final class LyingMailServer implements AutoCloseable {
  /** Prefix of recipients whose mails are accepted. */
  static final String WELCOME = "ann";

  private final ServerSocket server;
  private final Random random;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  private LyingMailServer(Random random) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.random = random;
  }

  static LyingMailServer start(Random random) {
    try {
      var started = new LyingMailServer(random);
      Thread.ofVirtual().start(started::accept);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  /** Whether a mail arrived completely and was accepted. */
  boolean hasTaken(String messageId) {
    return taken.contains(messageId);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new Session(socket).serve();
    } catch (IOException e) {
      // the client has closed
    }
  }

  private int chance(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  /** One connection. */
  private final class Session {
    private final BufferedReader lines;
    private final OutputStream out;
    private String recipient = "";
    private String id = "";
    private boolean data;

    /** Repeated before the reply to the next RSET. */
    private String late = "";

    Session(Socket socket) throws IOException {
      this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      this.out = socket.getOutputStream();
    }

    void serve() throws IOException {
      say("220 here");
      String line = lines.readLine();
      while (line != null && (data ? hear(line) : answer(line))) {
        line = lines.readLine();
      }
    }

    private boolean hear(String line) throws IOException {
      if (line.startsWith("Message-ID: ")) {
        id = line.substring("Message-ID: ".length());
      }
      if (!line.equals(".")) {
        return true;
      }
      data = false;
      if (recipient.startsWith(WELCOME)) {
        taken.add(id);
        return lie("250 2.0.0 taken");
      }
      return lie("550 5.7.1 of a mail to " + recipient);
    }

    private boolean answer(String line) throws IOException {
      String command = line.split(" ", 2)[0];
      switch (command) {
        case "QUIT" -> {
          return false;
        }
        case "RSET" -> {
          say(late.isEmpty() ? "250 reset" : late + "\r\n250 reset");
          late = "";
          return true;
        }
        case "DATA" -> {
          data = true;
          return lie("354 go on");
        }
        case "RCPT" -> recipient = line.replaceAll(".*<(.*)@.*", "$1");
        default -> {}
      }
      return lie("250 2.0.0 fine");
    }

    /** The reply, except one time in seven. */
    private boolean lie(String answer) throws IOException {
      switch (chance(70)) {
        case 0 -> say(answer + "\r\n" + answer);
        case 1 -> say(answer + "\r\n550 5.7.1 of nobody");
        case 2 -> say(answer + "\r\n250 2.0.0 of nobody");
        case 3 -> {
          say(answer);
          late = answer;
        }
        case 4 -> {
          say(answer);
          late = "550 5.7.1 of nobody";
        }
        case 5 -> say(answer.substring(0, 3) + "0 broken");
        case 6 -> {
          out.write(answer.substring(0, 5).getBytes(ISO_8859_1));
          return false;
        }
        case 7 -> {
          return false;
        }
        case 8 -> {
          out.write((answer + "\n").getBytes(ISO_8859_1));
          return false;
        }
        case 9 -> say(answer.substring(0, 3) + "-a\r\n450 b");
        default -> say(answer);
      }
      return true;
    }

    private void say(String text) throws IOException {
      out.write((text + "\r\n").getBytes(ISO_8859_1));
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

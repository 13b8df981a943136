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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An SMTP server that misbehaves by a script. The script maps the first word of a command to a
 * reply; {@value #GREETING} stands for the greeting, {@code .} for the end of a mail.
 */
final class ScriptedMailServer implements AutoCloseable {
  static final String GREETING = "greeting";

  /** No reply, while the connection stays open. */
  static final String SILENCE = "silence";

  /** No reply, and the connection is closed. */
  static final String CLOSE = "close";

  /** Single bytes from time to time, but never a whole line. */
  static final String DRIP = "drip";

  /** Prefix of a line that is repeated for ever. */
  static final String ENDLESS = "endless ";

  /** Prefix of bytes that are sent unchanged, without a line end. */
  static final String RAW = "raw ";

  /** Suffix of a {@link #RAW} reply after which the connection is closed. */
  static final String HANG_UP = " hangs up";

  /** Suffix of a reply after which nothing is read. */
  static final String DEAF = " deaf";

  private static final int DRIP_MILLIS = 20;
  private static final int MANY = 1_000;
  private static final Map<String, String> POLITE =
      Map.of(
          GREETING,
          "220 ready",
          "EHLO",
          "250 at your service",
          "DATA",
          "354 go on",
          "QUIT",
          "221 bye");

  private final ServerSocket server;
  private final Map<String, String> script;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  private ScriptedMailServer(Map<String, String> script) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.script = new ConcurrentHashMap<>(POLITE);
    this.script.putAll(script);
  }

  static ScriptedMailServer start(Map<String, String> script) {
    try {
      var started = new ScriptedMailServer(script);
      Thread.ofVirtual().start(started::accept);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Number of connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** Number of open connections. */
  int open() {
    return sockets.size();
  }

  /** All received lines, of commands and mails. */
  List<String> received() {
    return List.copyOf(received);
  }

  /** Sets the reply to a command. */
  void answer(String command, String reply) {
    script.put(command, reply);
  }

  /** Sends an unrequested line on every connection. */
  void say(String line) {
    try {
      for (Socket socket : sockets) {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      boolean data = false;
      String command = GREETING;
      while (command != null && goesOn(socket, command, data)) {
        data = command.equals("DATA") || (data && !command.equals("."));
        String line = lines.readLine();
        if (line != null) {
          received.add(line);
        }
        command = line == null || data ? line : line.split(" ", 2)[0];
      }
    } catch (IOException e) {
      // the client has closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  private boolean goesOn(Socket socket, String command, boolean data)
      throws IOException, InterruptedException {
    return (data && !command.equals(".")) || reply(socket, command);
  }

  /** Returns whether the connection continues. */
  private boolean reply(Socket socket, String command) throws IOException, InterruptedException {
    String reply = script.getOrDefault(command, "250 fine");
    OutputStream out = socket.getOutputStream();
    switch (reply) {
      case SILENCE -> {}
      case CLOSE -> {
        return false;
      }
      case DRIP -> drip(out);
      case String it when it.startsWith(ENDLESS) -> endless(out, it.substring(ENDLESS.length()));
      case String it when it.startsWith(RAW) ->
          out.write(it.substring(RAW.length()).replace(HANG_UP, "").getBytes(ISO_8859_1));
      default -> out.write((reply + "\r\n").getBytes(ISO_8859_1));
    }
    if (reply.endsWith(DEAF)) {
      end.await();
    }
    return !command.equals("QUIT") && !reply.endsWith(HANG_UP) && !reply.startsWith("421");
  }

  private void endless(OutputStream out, String text) throws IOException {
    byte[] many = text.repeat(MANY).getBytes(ISO_8859_1);
    while (end.getCount() > 0) {
      out.write(many);
    }
  }

  private void drip(OutputStream out) throws IOException, InterruptedException {
    while (!end.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
      out.write('2');
    }
  }

  @Override
  public void close() {
    end.countDown();
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

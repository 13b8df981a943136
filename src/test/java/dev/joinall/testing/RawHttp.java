package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An HTTP server on loopback whose answers are raw bytes, including invalid ones. Counts requests.
 * Thread-safe.
 */
public final class RawHttp implements AutoCloseable {
  private static final int BACKLOG = 1000;

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private final Answer answer;

  /** The reaction to a request; it may also close the connection. */
  @FunctionalInterface
  public interface Answer {
    /**
     * Answers.
     *
     * @param target of the request, such as {@code /a?b=c}
     */
    void write(String target, Socket client) throws IOException;
  }

  private RawHttp(Answer answer, ServerSocketFactory sockets) throws IOException {
    this.answer = answer;
    this.server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  }

  public static RawHttp start(Answer answer) {
    return start(answer, ServerSocketFactory.getDefault());
  }

  /** Starts a server with TLS. */
  public static RawHttp start(Answer answer, Certificate certificate) {
    try {
      var tls = SSLContext.getInstance("TLS");
      tls.init(certificate.keys().getKeyManagers(), null, null);
      return start(answer, tls.getServerSocketFactory());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RawHttp start(Answer answer, ServerSocketFactory sockets) {
    try {
      var started = new RawHttp(answer, sockets);
      Thread.ofVirtual().start(started::accept);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the host name of {@link Certificate}. */
  public String url() {
    return server instanceof SSLServerSocket
        ? "https://localhost:" + server.getLocalPort()
        : "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Number of requests. */
  public int asked() {
    return asked.get();
  }

  /**
   * Writes a head and a body at once: a second write could wait for the acknowledgement of the
   * first.
   */
  public static void send(Socket client, String head, byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes((head + "\r\n\r\n").getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    bytes.writeTo(client.getOutputStream());
  }

  /** Resets a connection, as the kernel does for a killed process. */
  public static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new BufferedInputStream(client.getInputStream());
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        in.skipNBytes(bodyLength(head));
        asked.incrementAndGet();
        answer.write(head.split(" ", 3)[1], client);
      }
    } catch (IOException e) {
      // the client has closed, or the answer ended the connection
    } finally {
      sockets.remove(client);
    }
  }

  /** Empty at the end of the connection. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int bodyLength(String head) {
    return head.lines()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring("content-length:".length()).strip()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
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

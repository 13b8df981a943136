package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An HTTP proxy: tunnels by CONNECT, and requests with a whole address. Every host is loopback.
 * Thread-safe.
 */
public final class ForwardProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final String login;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private volatile String refusal = "";

  private ForwardProxy(ServerSocket listener, String login) {
    this.listener = listener;
    this.login = login;
  }

  /**
   * Starts one.
   *
   * @param login {@code user:password} that it requires; may be empty
   */
  public static ForwardProxy start(String login) {
    try {
      var proxy =
          new ForwardProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), login);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The first lines of its requests. */
  public Queue<String> asked() {
    return asked;
  }

  /** From now on it answers so by itself: a status, a reason and headers. */
  public void refuse(String answer) {
    refusal = answer;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      while (request(client)) {
        // the next one
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  /** False if the connection is over. */
  private boolean request(Socket client) throws IOException {
    String head = head(client.getInputStream());
    if (head.isEmpty()) {
      return false;
    }
    String[] line = head.substring(0, head.indexOf('\r')).split(" ", 3);
    asked.add(line[0] + " " + line[1]);
    String expected =
        "Proxy-Authorization: Basic "
            + Base64.getEncoder().encodeToString(login.getBytes(ISO_8859_1))
            + "\r\n";
    if (!login.isEmpty() && !head.contains(expected)) {
      answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic");
      return true;
    }
    if (!refusal.isEmpty()) {
      answer(client, refusal);
      return true;
    }
    boolean tunnel = line[0].equals("CONNECT");
    URI target = URI.create(tunnel ? "tunnel://" + line[1] : line[1]);
    try (var server = new Socket(InetAddress.getLoopbackAddress(), target.getPort())) {
      sockets.add(server);
      if (tunnel) {
        client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      } else {
        // One request on each connection, because the next one would pass as it is.
        String own =
            head.replace(line[1], target.getRawPath()).replace(expected, "Connection: close\r\n");
        server.getOutputStream().write(own.getBytes(ISO_8859_1));
      }
      Thread.ofVirtual().start(() -> pump(server, client));
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      answer(client, "502 Bad Gateway");
    }
    return false;
  }

  private static void answer(Socket client, String status) throws IOException {
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of them has gone
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** A proxy that rejects the new protocol of a current server, so that clients use the old one. */
final class OldRedis implements AutoCloseable {
  private final ServerSocket server;
  private final int target;

  private OldRedis(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static OldRedis inFrontOf(String uri) {
    try {
      var old =
          new OldRedis(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), URI.create(uri).getPort());
      Thread.ofVirtual().start(old::accept);
      return old;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        byte[] hello = new byte[8192];
        if (new String(hello, 0, client.getInputStream().read(hello), UTF_8).contains("HELLO")) {
          client.getOutputStream().write("-ERR unknown command `HELLO`\r\n".getBytes(UTF_8));
          var backend = new Socket(InetAddress.getLoopbackAddress(), target);
          Thread.ofVirtual().start(() -> copy(client, backend));
          Thread.ofVirtual().start(() -> copy(backend, client));
        }
      } catch (IOException e) {
        // closed
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one side has closed
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A port of loopback that can listen, refuse, or ignore connects while it stays the same. For one
 * thread at a time.
 */
final class Listener implements AutoCloseable {
  private static final int BACKLOG = 200;

  /** A queue of one holds two connections on Linux, and one more is in transit. */
  private static final int FILL = 4;

  /** The running accept keeps the old socket for a moment; up to 40 ms were observed. */
  private static final Duration UNTIL_BOUND = Duration.ofSeconds(10);

  private static final Duration BETWEEN_BINDS = Duration.ofMillis(1);

  private final int port;
  private final Consumer<Socket> accepted;
  private final List<SocketChannel> queue = new ArrayList<>();
  private ServerSocket server;

  /**
   * @param accepted gets each connection, on a thread of the listener
   */
  Listener(Consumer<Socket> accepted) throws IOException {
    this.accepted = accepted;
    this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    accept(server);
  }

  int port() {
    return port;
  }

  /** Refuses connects from now on. */
  void refuse() throws IOException {
    close();
  }

  /** Fills the kernel's queue of connections, which then drops connects. */
  void ignore() throws IOException {
    close();
    server = bound(1);
    for (int i = 0; i < FILL; i++) {
      var one = SocketChannel.open();
      queue.add(one);
      one.configureBlocking(false);
      var _ = one.connect(server.getLocalSocketAddress());
    }
  }

  /** Accepts connections again. */
  void listen() throws IOException {
    if (server.isClosed() || !queue.isEmpty()) {
      close();
      server = bound(BACKLOG);
      accept(server);
    }
  }

  private ServerSocket bound(int backlog) throws IOException {
    long start = System.nanoTime();
    while (true) {
      var socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
        return socket;
      } catch (BindException e) {
        socket.close();
        if (System.nanoTime() - start > UNTIL_BOUND.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_BINDS.toNanos());
      }
    }
  }

  private void accept(ServerSocket listening) {
    Thread.ofVirtual()
        .start(() -> {
          while (!listening.isClosed()) {
            try {
              accepted.accept(listening.accept());
            } catch (IOException | UncheckedIOException e) {
              // it was closed, or the target is gone: the client sees a closed connection
            }
          }
        });
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel one : queue) {
      one.close();
    }
    queue.clear();
  }
}

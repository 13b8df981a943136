package dev.joinall.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that can't choose one themselves. They are below the range of client
 * ports, so that no connection of a test takes one meanwhile. Each fork of the tests has its own
 * range.
 */
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int RANGE = 4_000;
  private static final int FORKS = 4;

  private Ports() {}

  /** A loopback port that is currently free. */
  public static int free() {
    int fork = Integer.getInteger("surefire.forkNumber", 1) % FORKS;
    for (int attempt = 0; attempt < RANGE; attempt++) {
      int port = FIRST + fork * RANGE + ThreadLocalRandom.current().nextInt(RANGE);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // in use: try another
      }
    }
    throw new IllegalStateException("no port is free");
  }
}

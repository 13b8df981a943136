package dev.joinall.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that can't choose one themselves. They lie below the range from which
 * systems take the ports of clients, so that no connection of a test takes one in between, and each
 * fork of the tests has a range of its own.
 */
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int RANGE = 4_000;
  private static final int FORKS = 4;

  private Ports() {}

  /** A port of the loopback interface that nobody listens on now. */
  public static int free() {
    int fork = Integer.getInteger("surefire.forkNumber", 1) % FORKS;
    for (int attempt = 0; attempt < RANGE; attempt++) {
      int port = FIRST + fork * RANGE + ThreadLocalRandom.current().nextInt(RANGE);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody has this one: try another
      }
    }
    throw new IllegalStateException("no port is free");
  }
}

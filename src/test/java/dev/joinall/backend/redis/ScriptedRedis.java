package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks the Redis protocol on loopback: answers the handshake correctly, and all other commands as
 * scripted by a test. Thread-safe.
 */
final class ScriptedRedis implements AutoCloseable {
  /** The type of server, by its support of fences. */
  enum Age {
    /** Knows HELLO and ECHO. */
    NEW,
    /** Supports neither, and answers every PING with PONG only. */
    OLD,
    /** Supports neither, and answers PING with an error. */
    DUMB
  }

  /** Answers commands. */
  @FunctionalInterface
  interface Script {
    void answer(Peer peer, List<String> command) throws IOException;
  }

  /** One connection; the first one has the number 1. */
  record Peer(Socket socket, int number) {
    void send(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(UTF_8));
    }
  }

  private static final String HELLO =
      "%3\r\n+server\r\n+redis\r\n+proto\r\n:3\r\n+role\r\n+master\r\n";

  private final ServerSocket server;
  private final Age age;
  private final Script script;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  ScriptedRedis(Age age, Script script) {
    this.age = age;
    this.script = script;
    try {
      this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  static String bulk(String text) {
    return "$" + text.getBytes(UTF_8).length + "\r\n" + text + "\r\n";
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  /** Number of open connections. */
  int open() {
    return open.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        var peer = new Peer(socket, accepted.incrementAndGet());
        Thread.ofVirtual().start(() -> serve(peer));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Peer peer) {
    try (Socket socket = peer.socket()) {
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        answer(peer, command(in));
      }
    } catch (IOException e) {
      // one side has closed
    } finally {
      open.remove(peer.socket());
    }
  }

  private void answer(Peer peer, List<String> command) throws IOException {
    switch (command.getFirst()) {
      case "HELLO" -> peer.send(age == Age.NEW ? HELLO : "-ERR unknown command 'HELLO'\r\n");
      case "CLIENT", "SELECT", "AUTH" -> peer.send("+OK\r\n");
      case "ECHO" -> peer.send(age == Age.NEW ? bulk(command.get(1)) : "-ERR unknown command\r\n");
      case "PING" -> peer.send(pong(command));
      default -> script.answer(peer, command);
    }
  }

  private String pong(List<String> command) {
    boolean isGreeting = command.size() == 1;
    return switch (age) {
      case NEW -> isGreeting ? "+PONG\r\n" : bulk(command.get(1));
      case OLD -> "+PONG\r\n";
      case DUMB -> isGreeting ? "+PONG\r\n" : "-ERR wrong number of arguments\r\n";
    };
  }

  private static List<String> command(DataInputStream in) throws IOException {
    List<String> words = new ArrayList<>();
    for (long left = length(in, '*'); left > 0; left--) {
      byte[] word = in.readNBytes((int) length(in, '$'));
      in.skipNBytes(2);
      words.add(new String(word, UTF_8));
    }
    return words;
  }

  private static long length(DataInputStream in, char type) throws IOException {
    if (in.readByte() != type) {
      throw new IOException("a command begins with another byte than " + type);
    }
    long length = 0;
    for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
      length = 10 * length + next - '0';
    }
    in.skipNBytes(1);
    return length;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import redis.embedded.core.ExecutableProvider;
import tools.jackson.databind.JsonNode;

/**
 * A real redis-server as a child process. It listens on 127.0.0.1 only and writes no files.
 *
 * <p>The child cannot outlive this JVM: a shell between them waits for its standard input to be
 * closed, which the operating system does even after {@code kill -9}, and then kills the server. So
 * there is no shutdown hook, and after a Ctrl-C the clients can finish first. Needs a POSIX shell.
 */
public final class RedisServerFixture implements AutoCloseable {
  private static final int START_ATTEMPTS = 5;

  /** Prints the server's process id; at the end of input kills it and removes its folder. */
  private static final String GUARD =
      """
      trap '' INT TERM HUP
      folder=$1
      shift
      # The child tells its process id before it becomes the server, which begins to talk at once.
      set -- sh -c 'echo $$; exec "$@"' redis-child "$@"
      command -v setsid >/dev/null && set -- setsid "$@"
      "$@" </dev/null &
      exec >/dev/null 2>&1
      read -r _
      kill -KILL $!
      wait
      rm -rf -- "$folder"
      """;

  private final Process guard;
  private final long processId;
  private final int port;

  private RedisServerFixture(Process guard, long processId, int port) {
    this.guard = guard;
    this.processId = processId;
    this.port = port;
  }

  /** Starts an empty server, and returns when it accepts connections. */
  public static RedisServerFixture start() {
    return start(List.of());
  }

  /**
   * The same, with options.
   *
   * @param options words of a command line, such as {@code --cluster-enabled yes}
   */
  public static RedisServerFixture start(List<String> options) {
    StringJoiner failures = new StringJoiner("\n");
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      try {
        return start(Ports.free(), options);
      } catch (IOException e) { // probably another process took the port meanwhile
        failures.add(e.getMessage());
      }
    }
    throw new IllegalStateException("redis-server did not start:\n" + failures);
  }

  /** Starts a server at this port, such as one that was there before. */
  public static RedisServerFixture start(int port, List<String> options) throws IOException {
    Path folder = Files.createTempDirectory("joinall-redis-");
    List<String> words = new ArrayList<>(List.of("--port", String.valueOf(port)));
    words.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString()));
    words.addAll(List.of("--save", "", "--appendonly", "no"));
    words.addAll(options);
    return start(port, folder, words);
  }

  /**
   * Starts a sentinel.
   *
   * @param lines of its file
   */
  public static RedisServerFixture startSentinel(List<String> lines) {
    int port = Ports.free();
    try {
      Path folder = Files.createTempDirectory("joinall-redis-");
      Path file = folder.resolve("sentinel.conf");
      List<String> all = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
      all.add("dir " + folder);
      all.addAll(lines);
      Files.write(file, all);
      return start(port, folder, List.of(file.toString(), "--sentinel"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That of the system property {@code redis.server}, else the embedded one. */
  private static String executable(Path folder) throws IOException {
    String installed = System.getProperty("redis.server", "");
    return installed.isEmpty()
        ? ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toString()
        : installed;
  }

  private static RedisServerFixture start(int port, Path folder, List<String> words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", GUARD, "redis-guard"));
    command.addAll(List.of(folder.toString(), executable(folder)));
    command.addAll(words);
    Process guard = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = guard.inputReader();
    String processId = output.readLine();
    awaitReady(guard, output);
    Thread.ofPlatform()
        .daemon()
        .name("redis-output")
        .start(() -> output.lines().forEach(line -> {}));
    return new RedisServerFixture(guard, Long.parseLong(processId), port);
  }

  private static void awaitReady(Process guard, BufferedReader output) throws IOException {
    StringJoiner said = new StringJoiner("\n");
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.contains("Ready to accept connections") || line.contains("Sentinel ID is")) {
        return;
      }
      said.add(line);
    }
    guard.getOutputStream().close();
    throw new IOException(said.toString());
  }

  /** {@code redis://127.0.0.1:<port>}. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The reply to a command in the notation of redis-cli, as lines of its strings and numbers. */
  public List<String> ask(String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      List<String> told = new ArrayList<>();
      read(new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)), told);
      return told;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(BufferedReader in, List<String> told) throws IOException {
    String line = String.valueOf(in.readLine());
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '*' -> {
        for (int left = Integer.parseInt(rest); left > 0; left--) {
          read(in, told);
        }
      }
      case '$' -> {
        char[] text = new char[Math.max(0, Integer.parseInt(rest))];
        for (int at = 0; at < text.length; ) {
          at += in.read(text, at, text.length - at);
        }
        if (!rest.equals("-1")) {
          in.readLine();
        }
        told.add(new String(text));
      }
      case '-' -> throw new IllegalArgumentException(rest);
      default -> told.add(rest);
    }
  }

  /** A client for the test itself. The caller closes it, before the server. */
  public RedisClient newClient() {
    RedisClient client = RedisClient.create(uri());
    SocketOptions plain = SocketOptions.builder().keepAlive(false).build();
    client.setOptions(ClientOptions.builder().socketOptions(plain).build());
    return client;
  }

  /** The process id of redis-server itself. */
  public long processId() {
    return processId;
  }

  /**
   * Sets the keys of a file, in one pipelined batch.
   *
   * @param jsonl lines of {@code {"key": ..., "value": ...}}
   * @return how many keys were set
   */
  public int load(Path jsonl) {
    List<JsonNode> entries = JsonLines.read(jsonl);
    StringBuilder commands = new StringBuilder();
    for (JsonNode entry : entries) {
      String key = entry.get("key").asString();
      commands.append("*3\r\n$3\r\nSET\r\n");
      appendBulk(commands, key);
      appendBulk(commands, entry.get("value").asString());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(commands.toString().getBytes(StandardCharsets.UTF_8));
      expectOk(socket.getInputStream(), entries.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries.size();
  }

  /**
   * Runs commands.
   *
   * @param lines one command each, in the notation of redis-cli: {@code SET "a b" 1}
   */
  public void run(List<String> lines) {
    String commands = String.join("\r\n", lines) + "\r\nPING\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
      BufferedReader replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String reply = replies.readLine();
          reply != null && !reply.equals("+PONG");
          reply = replies.readLine()) {
        if (reply.startsWith("-")) {
          throw new IllegalArgumentException(reply.substring(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void appendBulk(StringBuilder commands, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    commands.append('$').append(length).append("\r\n").append(text).append("\r\n");
  }

  private static void expectOk(InputStream replies, int count) throws IOException {
    String ok = "+OK\r\n";
    String all = new String(replies.readNBytes(count * ok.length()), StandardCharsets.UTF_8);
    if (!all.equals(ok.repeat(count))) {
      throw new IOException(
          "redis-server did not take every key: " + all.lines().distinct().toList());
    }
  }

  /** Freezes the server: connections stay open and connects succeed, but nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  /** Ends a {@link #pause()}: the server answers the pending commands. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(processId)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills the server, paused or not, and waits until its process has ended. */
  @Override
  public void close() {
    try {
      guard.getOutputStream().close();
      guard.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

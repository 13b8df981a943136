package dev.joinall.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A worker as a child process, such as that of {@code examples/worker}, which is run from its
 * source. It can't outlive this JVM, as {@link RedisServerFixture} explains.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final String MAIN = "../worker/src/main/java/com/example/worker/Worker.java";

  /** Prints the worker's process id; at the end of input kills it. */
  private static final String GUARD =
      """
      trap '' INT TERM HUP
      log=$1
      shift
      command -v setsid >/dev/null && set -- setsid "$@"
      "$@" </dev/null >"$log" 2>&1 &
      echo $!
      exec >/dev/null 2>&1
      read -r _
      kill -KILL $!
      wait
      """;

  private final Process guard;
  private final long processId;

  private WorkerProcess(Process guard, long processId) {
    this.guard = guard;
    this.processId = processId;
  }

  /** Starts one and does not wait until it takes jobs. It tries to connect until it can. */
  public static WorkerProcess start(String uri) {
    return start(uri, new File("/dev/null"));
  }

  /** The same; what it prints goes to a file. */
  public static WorkerProcess start(String uri, File log) {
    String main = ShopData.directory().resolve(MAIN).normalize().toString();
    return start(log, Map.of("AMQP_URI", uri), main);
  }

  /** A {@link StreamWorker}; the words are the arguments of {@link StreamWorkerMain}. */
  public static WorkerProcess ofStream(File log, String... words) {
    List<String> main = new ArrayList<>(List.of(StreamWorkerMain.class.getName()));
    main.addAll(List.of(words));
    return start(log, Map.of(), main.toArray(String[]::new));
  }

  private static WorkerProcess start(File log, Map<String, String> environment, String... main) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", GUARD, "worker-guard"));
    command.add(log.getPath());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(main));
    var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().putAll(environment);
    try {
      Process guard = builder.start();
      return new WorkerProcess(guard, Long.parseLong(guard.inputReader().readLine()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, such as {@code STOP} or {@code KILL}. */
  public void signal(String name) {
    try {
      int status = new ProcessBuilder("kill", "-" + name, "" + processId).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill -" + name + " " + processId + ": " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kills it, and waits until it has ended. */
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

package dev.joinall.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests of one type to one server.
 *
 * @param method such as {@code GET}
 */
record Load(String url, String method, String path) {
  private static final int IN_A_ROW = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * Open load: a fixed rate of requests, regardless of earlier answers. Times count from the
   * intended time of sending, so that a stalled server can't hide them.
   */
  Samples atRate(double perSecond, Duration time) {
    Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    long count = Math.round(perSecond * time.toNanos() / 1e9);
    try (var clients = new Clients(url);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long i = 0; i < count; i++) {
        long due = start + (long) (i * 1e9 / perSecond);
        sleepUntil(due);
        threads.execute(() -> samples.add(clients.ask(method, path, due)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Samples(new ArrayList<>(samples));
  }

  /** The same, concurrently with other load. */
  CompletableFuture<Samples> startAtRate(double perSecond, Duration time) {
    var samples = new CompletableFuture<Samples>();
    Thread.ofPlatform()
        .daemon()
        .name("load " + path)
        .start(() -> samples.complete(atRate(perSecond, time)));
    return samples;
  }

  /** Closed load: each client sends its next request after the previous answer. */
  Samples byClients(int number, Duration time) {
    Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    long end = System.nanoTime() + time.toNanos();
    try (var clients = new Clients(url);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < number; i++) {
        threads.execute(() -> {
          while (System.nanoTime() < end) {
            samples.add(clients.ask(method, path, System.nanoTime()));
          }
        });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Samples(new ArrayList<>(samples));
  }

  /** Runs until the server is warm and has served well for a while. */
  void warmUp(Duration time) {
    var _ = byClients(4, time);
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (times(IN_A_ROW).good().count() < IN_A_ROW) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException(path + " does not go well");
      }
    }
  }

  /** Sequential requests. */
  Samples times(int number) {
    List<Sample> samples = new ArrayList<>();
    try (var clients = new Clients(url)) {
      for (int i = 0; i < number; i++) {
        samples.add(clients.ask(method, path, System.nanoTime()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Samples(samples);
  }

  private static void sleepUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}

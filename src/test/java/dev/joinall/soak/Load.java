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
 * Requests of one kind to one server.
 *
 * @param method such as {@code GET}
 */
record Load(String url, String method, String path) {

  /**
   * Open: so many requests a second, whatever becomes of those before. Their time counts from when
   * they were to be sent, so that a server that stalls can't hide it by holding up the load.
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

  /** The same beside others. */
  CompletableFuture<Samples> startAtRate(double perSecond, Duration time) {
    var samples = new CompletableFuture<Samples>();
    Thread.ofPlatform()
        .daemon()
        .name("load " + path)
        .start(() -> samples.complete(atRate(perSecond, time)));
    return samples;
  }

  /** Closed: so many clients, each of which asks again as soon as it is answered. */
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

  /** One after the other. */
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

package dev.joinall.backend.redis;

import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The latest known layout of a cluster. Requests it again every 10 seconds, and soon after a call
 * shows that it is outdated. Thread-safe.
 */
final class ClusterView {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** The minimum time between requests that failing calls cause. */
  private static final Duration MIN_INTERVAL = Duration.ofMillis(200);

  /** In bytes, for at most 16,384 ranges, each with a master and some replicas. */
  private static final int MAX_REPLY = 16 << 20;

  private static final byte[][] QUERY = RespWriter.command("CLUSTER", "SLOTS");

  private final List<ServerAddress> seeds;
  private final Nodes nodes;
  private final Duration timeout;
  private final Hub hub;
  private final AtomicReference<@Nullable CompletableFuture<ClusterLayout>> running =
      new AtomicReference<>();
  private final RepeatedTask watch;
  private volatile @Nullable ClusterLayout layout;
  private volatile long requestedAt;

  /**
   * @param seeds the servers of the file
   * @param timeout of one request to one server
   */
  ClusterView(List<ServerAddress> seeds, Nodes nodes, Duration timeout, Hub hub) {
    this.seeds = seeds;
    this.nodes = nodes;
    this.timeout = timeout;
    this.hub = hub;
    this.watch = new RepeatedTask(this::refreshInBackground, INTERVAL, hub.scheduler());
  }

  /** Null until a server has sent a layout. */
  @Nullable ClusterLayout known() {
    return layout;
  }

  /** Requests the layout, or waits for a request in flight. */
  Mono<ClusterLayout> refresh() {
    return Mono.defer(() -> {
      var mine = new CompletableFuture<ClusterLayout>();
      CompletableFuture<ClusterLayout> other = running.compareAndExchange(null, mine);
      if (other != null) {
        return Mono.fromFuture(other, true);
      }
      watch.begin();
      requestedAt = System.nanoTime();
      var _ =
          anyOf(candidates())
              .doFinally(end -> running.set(null))
              .subscribe(mine::complete, mine::completeExceptionally);
      return Mono.fromFuture(mine, true);
    });
  }

  /** Called if a call shows that the layout may be outdated. */
  void markStale() {
    if (System.nanoTime() - requestedAt > MIN_INTERVAL.toNanos()) {
      refreshInBackground();
    }
  }

  private void refreshInBackground() {
    var _ =
        refresh()
            .subscribe(
                received -> {},
                error -> {
                  // calls report the error
                });
  }

  /** First the servers with an open connection, last those of the file. */
  private List<ServerAddress> candidates() {
    List<ServerAddress> known = new ArrayList<>(nodes.addresses());
    Collections.shuffle(known);
    Set<ServerAddress> all = new LinkedHashSet<>();
    known.stream().filter(it -> nodes.at(it).isOpen()).forEach(all::add);
    all.addAll(known);
    all.addAll(seeds);
    return List.copyOf(all);
  }

  private Mono<ClusterLayout> anyOf(List<ServerAddress> candidates) {
    var last = new AtomicReference<Throwable>();
    return Flux.fromIterable(candidates)
        .concatMap(
            it ->
                fetch(it)
                    .onErrorResume(error -> {
                      last.updateAndGet(before -> RedisFaults.moreSpecific(before, error));
                      return Mono.empty();
                    }),
            1)
        .next()
        .switchIfEmpty(Mono.error(() -> new StepException(RedisFaults.connecting(last.get()))));
  }

  private Mono<ClusterLayout> fetch(ServerAddress server) {
    return nodes
        .at(server)
        .call(QUERY, new ReplyJson(ReplyFormat.TEXT, MAX_REPLY), false)
        .timeout(timeout, hub.scheduler())
        .map(reply -> ClusterLayout.read(reply, server, nodes))
        .doOnNext(this::update);
  }

  private void update(ClusterLayout received) {
    layout = received;
    nodes.retain(received.addresses());
  }

  void close() {
    watch.close();
  }
}

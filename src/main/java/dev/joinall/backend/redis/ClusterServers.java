package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A cluster: each command goes to the server with the slot of its keys. A redirection ({@code
 * MOVED}, {@code ASK}) is followed, because the command was not run.
 */
final class ClusterServers implements RedisTopology {
  /**
   * A slot moves once, or is being moved; more redirections mean that the cluster is inconsistent.
   */
  private static final int MAX_REDIRECTS = 5;

  private final Nodes nodes;
  private final ClusterView view;
  private final ReadFrom from;
  private final LettuceConnector client;
  private final int maxWaiting;

  /** The use of one server, before any is known. */
  private final PoolUse unused;

  /** The number of calls that wait for the first layout. */
  private final AtomicInteger waiting = new AtomicInteger();

  ClusterServers(RedisNetwork network, List<ServerAddress> seeds, ReadFrom from) {
    this.client = network.client();
    this.from = from;
    this.unused = network.pool(() -> client.open(seeds.getFirst())).use();
    this.maxWaiting = RedisConnectionPool.callsEach(network.pool());
    this.nodes =
        new Nodes(address ->
            network.pool(
                from == ReadFrom.MASTER
                    ? () -> client.open(address)
                    : () ->
                        client
                            .open(address)
                            .thenCompose(it -> ConnectionHandshake.readOnly(it, network.hub()))));
    this.view = new ClusterView(seeds, nodes, network.queryTimeout(), network.hub());
  }

  @Override
  public <T> Mono<T> call(
      byte[][] request, Supplier<? extends ReplyConsumer<T>> reply, CommandRoute target) {
    ClusterLayout known = view.known();
    if (known != null) {
      return call(known, request, reply, target);
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return failed(RedisFaults.rejected());
    }
    return view.refresh()
        .doFinally(end -> waiting.decrementAndGet())
        .flatMap(layout -> call(layout, request, reply, target));
  }

  private <T> Mono<T> call(
      ClusterLayout layout,
      byte[][] request,
      Supplier<? extends ReplyConsumer<T>> reply,
      CommandRoute target) {
    int slot = CommandHashSlot.of(request, target.keys());
    Shard shard = slot == CommandHashSlot.NO_KEY ? any(layout) : layout.at(slot);
    if (shard == null) {
      view.markStale();
      return failed(RedisFaults.unavailable("no server has the slot of this key"));
    }
    RedisConnectionPool chosen = shard.choose(target.effect(), from);
    return chosen == null
        ? failed(RedisFaults.unavailable("no replica is known"))
        : send(new Call<>(request, reply, target), chosen, false, MAX_REDIRECTS);
  }

  /** The master of a slot, according to the known layout, or to the first one if none is known. */
  Mono<ServerAddress> masterOf(int slot) {
    ClusterLayout known = view.known();
    return (known == null ? view.refresh() : Mono.just(known))
        .flatMap(layout ->
            Mono.justOrEmpty(
                Optional.ofNullable(layout.at(slot)).flatMap(it -> nodes.addressOf(it.master()))))
        .switchIfEmpty(failed(RedisFaults.unavailable("no server has the slot of this key")));
  }

  /** Called if a call of another connection shows that the layout may be outdated. */
  void markStale() {
    view.markStale();
  }

  private static Shard any(ClusterLayout layout) {
    List<Shard> shards = layout.shards();
    return shards.get(ThreadLocalRandom.current().nextInt(shards.size()));
  }

  private static <T> Mono<T> failed(Fault fault) {
    return Mono.error(new StepException(fault));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Call<T>(
      byte[][] request, Supplier<? extends ReplyConsumer<T>> reply, CommandRoute target) {}

  private <T> Mono<T> send(Call<T> call, RedisConnectionPool server, boolean once, int redirects) {
    ReplyConsumer<T> reply = call.reply().get();
    boolean effect = call.target().effect();
    Mono<T> sent =
        once
            ? server.callAsking(call.request(), reply, effect)
            : server.call(call.request(), reply, effect);
    return sent.onErrorResume(error -> after(error, server, reply.redirect(), call, redirects))
        .doOnCancel(view::markStale);
  }

  private <T> Mono<T> after(
      Throwable error,
      RedisConnectionPool answered,
      @Nullable Redirect redirect,
      Call<T> call,
      int redirects) {
    if (redirect == null || !redirect.once()) {
      markStaleAfter(Fault.of(error), redirect != null);
    }
    Optional<ServerAddress> to =
        Optional.ofNullable(redirect).flatMap(it -> nodes.addressOf(answered).map(it::from));
    if (redirect == null || to.isEmpty()) {
      return Mono.error(error);
    }
    if (redirects == 0) {
      return failed(RedisFaults.unavailable("the servers of the cluster do not agree on a slot"));
    }
    return send(call, nodes.at(to.get()), redirect.once(), redirects - 1);
  }

  private void markStaleAfter(Fault fault, boolean moved) {
    if (moved
        || fault.type() == Fault.Type.UNAVAILABLE
        || fault.type() == Fault.Type.UNKNOWN
        || fault.type() == Fault.Type.TIMEOUT) {
      view.markStale();
    }
  }

  @Override
  public Mono<Health> check() {
    return view.refresh()
        .flatMap(layout ->
            Flux.fromIterable(layout.shards())
                .flatMap(shard -> ShardHealth.of(shard, shard.master(), from))
                .reduce((one, other) -> one instanceof Health.Up ? other : one))
        .onErrorResume(error -> Mono.just(Health.of(RedisFaults.of(error))));
  }

  @Override
  public PoolUse use() {
    return nodes.addresses().isEmpty() ? unused : nodes.use();
  }

  @Override
  public List<InstanceUse> instances() {
    return nodes.instances();
  }

  @Override
  public void close() {
    view.close();
    nodes.close();
    client.close();
  }
}

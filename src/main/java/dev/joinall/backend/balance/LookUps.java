package dev.joinall.backend.balance;

import dev.joinall.backend.HostNames;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the instances of one backend: each address of each name is one. While they are used, the
 * names are resolved again each second; that queries the name server only when its answer has
 * expired. An instance with an unchanged address stays the same object. Thread-safe.
 */
final class LookUps<I extends Instance> implements Instance.Group {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  /** The maximum time that a call waits for a look-up if instances are already known. */
  private static final Duration MAX_WAIT = Duration.ofMillis(200);

  private final String name;
  private final List<Origin> origins;
  private final HostNames names;
  private final Function<Instance.Place, I> factory;
  private final boolean fixed;
  private final AtomicReference<@Nullable CompletableFuture<List<I>>> running =
      new AtomicReference<>();
  private volatile List<I> all = List.of();
  private volatile long lookedUp;
  private volatile boolean known;

  LookUps(String name, List<Origin> origins, HostNames names, Function<Instance.Place, I> factory) {
    this.name = name;
    this.origins = origins.stream().distinct().toList();
    this.names = names;
    this.factory = factory;
    Map<Origin, List<InetSocketAddress>> literals = new LinkedHashMap<>();
    for (Origin origin : this.origins) {
      InetSocketAddress literal = origin.literal();
      if (literal != null) {
        literals.put(origin, List.of(literal));
      }
    }
    this.fixed = literals.size() == this.origins.size();
    if (fixed) {
      replace(literals);
      known = true;
    }
  }

  @Override
  public String name() {
    return name;
  }

  /** Whether the instances are known and the DNS answers may still be valid. */
  boolean isKnown() {
    return known && (fixed || System.nanoTime() - lookedUp < names.maxTtl().toNanos());
  }

  List<I> all() {
    return all;
  }

  /** Resolves the names if that is due; does not wait. */
  void refresh() {
    long interval = Math.min(INTERVAL_NANOS, names.maxTtl().toNanos() / 2);
    if (!fixed && System.nanoTime() - lookedUp >= interval) {
      var _ = now();
    }
  }

  /**
   * Resolves the names. Fails only if no instance is known. If some are known, it waits only
   * briefly: a name server that is down should not make the backend unavailable.
   */
  CompletableFuture<List<I>> resolve() {
    CompletableFuture<List<I>> found = now();
    List<I> before = all;
    return before.isEmpty() || found.isDone()
        ? found
        : found.copy().completeOnTimeout(before, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<List<I>> now() {
    var mine = new CompletableFuture<List<I>>();
    CompletableFuture<List<I>> other = running.compareAndExchange(null, mine);
    if (other != null) {
      return other;
    }
    Map<Origin, CompletableFuture<List<InetSocketAddress>>> lookUpsByOrigin = new LinkedHashMap<>();
    origins.forEach(it -> lookUpsByOrigin.put(it, lookUp(it).toCompletableFuture()));
    var _ =
        CompletableFuture.allOf(lookUpsByOrigin.values().toArray(CompletableFuture[]::new))
            .whenComplete((done, failure) -> {
              if (!update(mine, lookUpsByOrigin)) {
                forward(now(), mine);
              } else if (known) {
                mine.complete(all);
              } else {
                mine.completeExceptionally(
                    failure == null
                        ? new UnknownHostException(origins.getFirst().host())
                        : failure instanceof CompletionException e ? e.getCause() : failure);
              }
            });
    return mine;
  }

  private static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    var _ =
        from.whenComplete((value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(failure);
          }
        });
  }

  /**
   * Replaces the instances.
   *
   * @return false if the names were dropped after this look-up began, because it may have found
   *     outdated addresses
   */
  private synchronized boolean update(
      CompletableFuture<List<I>> lookUp,
      Map<Origin, CompletableFuture<List<InetSocketAddress>>> lookUpsByOrigin) {
    if (!running.compareAndSet(lookUp, null)) {
      return false;
    }
    Map<Origin, List<InetSocketAddress>> found = new LinkedHashMap<>();
    lookUpsByOrigin.forEach((origin, answer) -> {
      if (!answer.isCompletedExceptionally()) {
        found.put(origin, answer.join());
      }
    });
    replace(found);
    lookedUp = System.nanoTime();
    known = !all.isEmpty();
    return true;
  }

  private CompletionStage<List<InetSocketAddress>> lookUp(Origin origin) {
    InetSocketAddress literal = origin.literal();
    if (literal != null) {
      return CompletableFuture.completedFuture(List.of(literal));
    }
    try {
      return names
          .all(origin.host(), origin.port())
          .thenApply(found -> found.stream().map(origin::named).distinct().toList());
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e); // the resolver is closed
    }
  }

  /** Keeps the instances of a name that could not be resolved. */
  private void replace(Map<Origin, List<InetSocketAddress>> found) {
    List<I> before = all;
    List<I> after = new ArrayList<>();
    for (Origin origin : origins) {
      List<InetSocketAddress> addresses = found.get(origin);
      if (addresses == null) {
        before.stream().filter(it -> it.origin().equals(origin)).forEach(after::add);
      } else {
        addresses.forEach(it -> after.add(instance(before, origin, it)));
      }
    }
    all = List.copyOf(after);
    before.stream().filter(it -> !after.contains(it)).forEach(Instance::remove);
  }

  private I instance(List<I> before, Origin origin, InetSocketAddress address) {
    return before.stream()
        .filter(it -> it.origin().equals(origin) && it.address().equals(address))
        .findFirst()
        .orElseGet(() -> factory.apply(new Instance.Place(origin, address, this)));
  }

  /**
   * Whether it has the address family that its name prefers. Addresses of the other one (IPv6
   * beside IPv4) may be of the same server, and are unreachable in many networks.
   */
  boolean isPreferred(I instance) {
    for (I it : all) {
      if (it.origin().equals(instance.origin())) {
        return it.address().isUnresolved()
            || it.address().getAddress().getClass() == instance.address().getAddress().getClass();
      }
    }
    return false;
  }

  /**
   * Drops the cached addresses.
   *
   * @return true if a new look-up may find others
   */
  synchronized boolean invalidate() {
    boolean mayFind = false;
    for (Origin origin : origins) {
      mayFind |= origin.literal() == null && names.invalidate(origin.host());
    }
    if (mayFind) {
      known = false;
      running.set(null);
    }
    return mayFind;
  }

  /** Failed calls may eject at most half of the instances. */
  @Override
  public boolean mayEject() {
    List<I> preferred = all.stream().filter(this::isPreferred).toList();
    long ejected = preferred.stream().filter(Instance::isEjected).count();
    return (ejected + 1) * 2 <= preferred.size();
  }

  @Override
  public boolean hasOthers() {
    return all.size() > 1;
  }
}

package dev.joinall.cache;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The shared stores, one for each open backend. Thread-safe. */
final class SharedStores {
  private final LongSupplier clock;
  private final Consumer<String> local;
  private final Map<SharedValues, SharedStore> stores = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();

  /**
   * @param local purges the values with a mark in this process
   */
  SharedStores(LongSupplier clock, Consumer<String> local) {
    this.clock = clock;
    this.local = local;
  }

  /**
   * The store at a backend. A store that replaces another one follows its log at once, because this
   * process has values that others may purge.
   */
  SharedStore at(SharedValues values, Scheduler timer) {
    boolean isFirst = stores.isEmpty();
    stores.keySet().removeIf(SharedValues::isClosed);
    SharedStore store =
        stores.computeIfAbsent(values, it -> new SharedStore(it, clock, local, failures, timer));
    if (!isFirst) {
      store.follow();
    }
    return store;
  }

  boolean isEmpty() {
    return stores.isEmpty();
  }

  /** Purges the values with these marks in all replicas. Never fails. */
  Mono<Void> purge(List<String> marks) {
    return Mono.when(
        stores.entrySet().stream()
            .filter(it -> !it.getKey().isClosed())
            .flatMap(it -> marks.stream().map(it.getValue()::purge))
            .toList());
  }

  long failures() {
    return failures.sum();
  }
}

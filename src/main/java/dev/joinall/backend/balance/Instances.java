package dev.joinall.backend.balance;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.InstanceUse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one backend. For each call, chooses two at random, and of these the one with
 * fewer calls in flight (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing").
 * Thread-safe.
 */
public final class Instances<I extends Instance> {
  private final LookUps<I> lookUps;

  /**
   * @param name of the backend
   * @param origins at least one
   * @param factory creates an instance; makes no connection
   */
  public Instances(
      String name, List<Origin> origins, HostNames names, Function<Instance.Place, I> factory) {
    this.lookUps = new LookUps<>(name, origins, names, factory);
  }

  /** Chooses an instance without waiting; null if names must be resolved first. */
  public @Nullable I choose(@Nullable AttemptHistory tried) {
    if (!lookUps.isKnown()) {
      return null;
    }
    lookUps.refresh();
    return best(lookUps.all(), tried);
  }

  /**
   * Chooses an instance that no attempt of the call has used, if there is one.
   *
   * @param loop runs the callback if names must be resolved first
   * @param then gets the instance, or the failure
   */
  public void choose(
      @Nullable AttemptHistory tried,
      Executor loop,
      BiConsumer<@Nullable I, @Nullable Throwable> then) {
    I known = choose(tried);
    if (known != null) {
      then.accept(known, null);
      return;
    }
    var _ =
        lookUps
            .resolve()
            .whenCompleteAsync(
                (found, failure) -> {
                  if (failure == null) {
                    then.accept(best(found, tried), null);
                  } else {
                    then.accept(
                        null, failure instanceof CompletionException e ? e.getCause() : failure);
                  }
                },
                loop);
  }

  private I best(List<I> all, @Nullable AttemptHistory tried) {
    if (all.size() == 1) {
      return all.getFirst();
    }
    long now = System.nanoTime();
    Predicate<I> fresh = it -> tried == null || !tried.has(it);
    Predicate<I> first = it -> it.isAvailable(now) && lookUps.isPreferred(it);
    I best = lighter(all, it -> first.test(it) && fresh.test(it));
    if (best == null) {
      best = lighter(all, first);
    }
    if (best == null) {
      best = lighter(all, it -> it.isAvailable(now));
    }
    if (best == null) {
      best = lighter(all, it -> fresh.test(it) && lookUps.isPreferred(it));
    }
    if (best == null) {
      best = lighter(all, fresh);
    }
    if (best == null) {
      best = lighter(all, it -> true);
    }
    if (best == null) {
      throw new IllegalStateException("no instance");
    }
    best.chosen(now);
    return best;
  }

  /** Chooses the instance with fewer calls of two matching ones; null if none matches. */
  private @Nullable I lighter(List<I> all, Predicate<I> fits) {
    List<I> fitting = new ArrayList<>(all.size());
    for (I it : all) {
      if (fits.test(it)) {
        fitting.add(it);
      }
    }
    int count = fitting.size();
    if (count < 2) {
      return count == 0 ? null : fitting.getFirst();
    }
    var random = ThreadLocalRandom.current();
    int one = random.nextInt(count);
    int other = random.nextInt(count - 1);
    I first = fitting.get(one);
    I second = fitting.get(other < one ? other : other + 1);
    return second.inFlight() < first.inFlight() ? second : first;
  }

  /**
   * Called if no connection could be made to any instance.
   *
   * @return whether a new look-up may find others; the next call makes it
   */
  public boolean invalidate() {
    return lookUps.invalidate();
  }

  /** The currently known instances; empty before the first look-up. */
  public List<I> known() {
    return lookUps.all();
  }

  public List<InstanceUse> use() {
    return lookUps.all().stream().map(Instance::use).toList();
  }
}

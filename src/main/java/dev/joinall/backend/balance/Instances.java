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
 * The instances of one backend. Chooses one for each call: of two random ones that with fewer calls
 * in flight (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing"). Thread-safe.
 */
public final class Instances<I extends Instance> {
  private final LookUps<I> lookUps;

  /**
   * @param name of the backend
   * @param origins at least one
   * @param factory makes an instance; connects to nothing
   */
  public Instances(
      String name, List<Origin> origins, HostNames names, Function<Instance.Place, I> factory) {
    this.lookUps = new LookUps<>(name, origins, names, factory);
  }

  /** The same as the other, but null if names have to be looked up first. */
  public @Nullable I choose(@Nullable AttemptHistory tried) {
    if (!lookUps.isKnown()) {
      return null;
    }
    lookUps.refresh();
    return best(lookUps.all(), tried);
  }

  /**
   * Chooses one that no attempt of the call has used, if there is one.
   *
   * @param loop where to go on if names have to be looked up first
   * @param then gets it, or else why there is none
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
            .looked()
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

  /** Null if none fits. */
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
   * No connection could be made to any of them.
   *
   * @return whether a new look-up may find others; the next call makes it
   */
  public boolean lookAgain() {
    return lookUps.forget();
  }

  /** Those that are known now; the names may not have been looked up yet. */
  public List<I> known() {
    return lookUps.all();
  }

  public List<InstanceUse> use() {
    return lookUps.all().stream().map(Instance::use).toList();
  }
}

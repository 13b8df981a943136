package dev.joinall.backend.http.client;

import dev.joinall.backend.HostNames;
import dev.joinall.backend.Lazy;
import dev.joinall.backend.balance.Instance;
import dev.joinall.backend.balance.Instances;
import dev.joinall.backend.balance.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * The servers of one backend's targets. They are created by the first call, because the proxies are
 * known only then. Thread-safe.
 */
public final class TargetServers<I extends Instance> {
  private final HostNames names;
  private final Lazy<Instances<I>> all;

  /**
   * @param name of the backend
   * @param factory creates a server; makes no connection
   */
  public TargetServers(
      String name,
      List<Target> targets,
      HostNames names,
      BiFunction<Instance.Place, Target, I> factory) {
    this.names = names;
    this.all = new Lazy<>(() -> instances(name, targets, names, factory));
  }

  private static <I extends Instance> Instances<I> instances(
      String name,
      List<Target> targets,
      HostNames names,
      BiFunction<Instance.Place, Target, I> factory) {
    Map<Origin, Target> byOrigin = new LinkedHashMap<>();
    targets.forEach(it -> byOrigin.put(it.origin(), it));
    return new Instances<>(
        name,
        List.copyOf(byOrigin.keySet()),
        names,
        it -> factory.apply(it, Objects.requireNonNull(byOrigin.get(it.origin()))));
  }

  public Instances<I> all() {
    return all.get();
  }

  /**
   * Called if no connection could be made to any server, and this one was the last.
   *
   * @return whether a new look-up may find other addresses, of the servers or of a proxy
   */
  public boolean invalidate(Target target) {
    return all().invalidate()
        || (target.proxy().get().isPresent() && names.invalidate(target.dialled()));
  }
}

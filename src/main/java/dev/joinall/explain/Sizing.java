package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of connections that all replicas together may open to each backend.
 *
 * @param replicas that serve
 * @param surge additional replicas during an update: those that start, or still drain
 * @param backends in written order
 */
public record Sizing(int replicas, int surge, List<Connections> backends) {
  public Sizing {
    backends = List.copyOf(backends);
  }

  /**
   * @param beside connections of one replica that do not belong to its pool
   * @param all of all replicas, including the surge
   */
  record Connections(BackendConfig backend, int beside, long all) {
    /** The maximum of one replica. */
    int each() {
      return backend.pool().max() + beside;
    }

    /** Whether this exceeds the number that the backend accepts. */
    boolean tooMany() {
      return backend.maxConnections().isPresent() && all > backend.maxConnections().getAsInt();
    }
  }

  /** Counts the connections of a file's backends. */
  public static Sizing of(Config config, int replicas, int surge) {
    return new Sizing(
        replicas,
        surge,
        config.backends().values().stream()
            .map(it -> count(it, sharesValues(it, config), (long) replicas + surge))
            .toList());
  }

  /** One connection then waits for what other replicas purge. */
  private static boolean sharesValues(BackendConfig backend, Config config) {
    return config.caches().anyMatch(it -> it.shared().filter(backend.name()::equals).isPresent());
  }

  private static Connections count(BackendConfig backend, boolean sharesValues, long processes) {
    int beside = backend.options().connectionsBesidePool() + (sharesValues ? 1 : 0);
    return new Connections(backend, beside, processes * (backend.pool().max() + beside));
  }

  /** One for each backend that accepts fewer connections than there may be. */
  public List<Problem> warnings() {
    var found = new Problems();
    for (Connections it : backends) {
      if (it.tooMany()) {
        int accepted = it.backend().maxConnections().orElseThrow();
        found.add(
            Warnings.at(it.backend().where(), "max-connections"),
            "%s may open %d connections, and %d are accepted".formatted(who(), it.all(), accepted),
            hint(it, accepted));
      }
    }
    return found.all();
  }

  /** Such as {@code 4 replicas and 1 beside them}. */
  String who() {
    return Labels.count(replicas, "replica") + (surge == 0 ? "" : " and " + surge + " beside them");
  }

  private String hint(Connections of, int accepted) {
    int pool = accepted / (replicas + surge) - of.beside();
    int fitting = accepted / of.each() - surge;
    List<String> ways = new ArrayList<>();
    if (pool >= 1) {
      ways.add("set pool.max to " + pool);
    }
    if (fitting >= 1) {
      ways.add("run " + Labels.count(fitting, "replica"));
    }
    ways.add("let the backend accept more");
    return String.join(", or ", ways);
  }
}

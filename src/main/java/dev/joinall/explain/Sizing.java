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
 * @param replicas the serving replicas
 * @param surge additional replicas during an update, which start or drain
 * @param backends in the order of the file
 */
public record Sizing(int replicas, int surge, List<Connections> backends) {
  public Sizing {
    backends = List.copyOf(backends);
  }

  /**
   * @param beside the connections of one replica outside of its pool
   * @param all the connections of all replicas, including the surge
   */
  record Connections(BackendConfig backend, int beside, long all) {
    /** The maximum number of one replica. */
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

  /**
   * Whether a cache is shared at the backend; then one connection waits for purges of other
   * replicas.
   */
  private static boolean sharesValues(BackendConfig backend, Config config) {
    return config.caches().anyMatch(it -> it.shared().filter(backend.name()::equals).isPresent());
  }

  private static Connections count(BackendConfig backend, boolean sharesValues, long processes) {
    int beside = backend.options().connectionsBesidePool() + (sharesValues ? 1 : 0);
    return new Connections(backend, beside, processes * (backend.pool().max() + beside));
  }

  /** A warning for each backend that accepts fewer connections than all replicas may open. */
  public List<Problem> warnings() {
    var found = new Problems();
    for (Connections it : backends) {
      if (it.tooMany()) {
        int accepted = it.backend().maxConnections().orElseThrow();
        found.add(
            it.backend().where().placeOf("max-connections"),
            "%s may open %d connections, and %d are accepted"
                .formatted(replicasText(), it.all(), accepted),
            hint(it, accepted));
      }
    }
    return found.all();
  }

  /** The replicas in words, such as {@code 4 replicas and 1 beside them}. */
  String replicasText() {
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

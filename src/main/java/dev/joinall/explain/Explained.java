package dev.joinall.explain;

import dev.joinall.config.Config;
import dev.joinall.config.Problem;
import dev.joinall.plan.Plan;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The explanation of a file.
 *
 * @param aggregations in the order of the file
 */
public record Explained(Config config, List<Explanation> aggregations) {
  public Explained {
    aggregations = List.copyOf(aggregations);
  }

  /**
   * Explains a file.
   *
   * @param plans of all its aggregations, without problems
   */
  public static Explained of(Config config, List<Plan> plans) {
    return new Explained(
        config,
        plans.stream()
            .map(it ->
                Explanation.of(
                    Objects.requireNonNull(config.aggregations().get(it.name())),
                    it,
                    config.backends()))
            .toList());
  }

  /** The explanation of only that aggregation; empty if none has that name. */
  public Optional<Explained> only(String name) {
    return aggregations.stream()
        .filter(it -> it.name().equals(name))
        .map(it -> new Explained(config, List.of(it)))
        .findFirst();
  }

  /** The warnings, in the order of the file. */
  public List<Problem> warnings() {
    return aggregations.stream()
        .flatMap(it -> it.warnings().stream())
        .sorted(Comparator.comparing(Problem::at))
        .toList();
  }
}

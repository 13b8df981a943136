package dev.joinall.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the {@code join} of an aggregation. */
record JoinReader(Problems problems) {
  private static final List<String> MODES = List.of("all", "first", "quorum", "settled", "until");
  private static final String HINT =
      "all, or one of {first: n}, {quorum: n}, {settled: n}, {until: \"${...}\"}, with of: [...] if need be";

  JoinConfig read(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      if (!scalar.text().equals("all")) {
        problems.add(tree, "expected a join, got " + tree.noun(), HINT);
      }
      return JoinConfig.ALL;
    }
    var fields = new Fields(tree, problems);
    List<Tree> of = taskNames(fields, "of", problems);
    JoinConfig join = new JoinConfig(mode(fields), of);
    fields.done();
    return join;
  }

  private JoinConfig.Mode mode(Fields fields) {
    fields.know(Set.copyOf(MODES));
    List<String> written =
        MODES.stream().filter(it -> fields.mapping().get(it).isPresent()).toList();
    if (written.size() > 1) {
      String both = String.join(" and ", written);
      problems.add(fields.mapping(), "a join can't be both, " + both, HINT);
    }
    return switch (written.isEmpty() ? "all" : written.getFirst()) {
      case "first" ->
          new JoinConfig.First(fields.count("first", 1, AggregationReader.MAX_TASKS, 1));
      case "quorum" ->
          new JoinConfig.Quorum(fields.count("quorum", 1, AggregationReader.MAX_TASKS, 1));
      case "settled" ->
          new JoinConfig.Settled(fields.count("settled", 1, AggregationReader.MAX_TASKS, 1));
      case "until" -> new JoinConfig.Until(fields.tree("until").orElseThrow());
      default -> all(fields);
    };
  }

  /**
   * Reads the mode {@code all}: {@code {of: [...]}} is enough, and {@code all: true} is optional
   * beside it.
   */
  private JoinConfig.Mode all(Fields fields) {
    fields
        .tree("all")
        .filter(it -> !(it instanceof Tree.Scalar scalar && scalar.text().equals("true")))
        .ifPresent(it -> problems.add(it, "\"all\" is true or omitted, got " + it.noun(), HINT));
    return new JoinConfig.All();
  }

  /** Reports and omits items that are not names. */
  static List<Tree> taskNames(Fields fields, String key, Problems problems) {
    List<Tree> names = new ArrayList<>();
    for (Tree item : fields.items(key)) {
      if (item instanceof Tree.Scalar scalar && scalar.value() instanceof String) {
        names.add(item);
      } else {
        problems.add(item, "expected the name of a task, got " + item.noun(), "");
      }
    }
    return names;
  }
}

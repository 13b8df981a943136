package dev.joinall.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code tasks}. */
final class TaskReader {
  static final String EXAMPLE = "{ backend: api, get: /items }, or { value: \"${tasks.a.name}\" }";

  private final Map<String, ? extends KindSyntax> kinds;
  private final Map<String, BackendConfig> backends;
  private final Collection<String> backendNames;
  private final Collection<String> aggregationNames;
  private final Problems problems;
  private final Set<String> run = new HashSet<>();

  /**
   * Creates a reader.
   *
   * @param kinds of backends, by name
   * @param backendNames all declared names, including backends that could not be read
   * @param aggregationNames all declared names
   */
  TaskReader(
      Map<String, ? extends KindSyntax> kinds,
      Map<String, BackendConfig> backends,
      Collection<String> backendNames,
      Collection<String> aggregationNames,
      Problems problems) {
    this.kinds = kinds;
    this.backends = backends;
    this.backendNames = backendNames;
    this.aggregationNames = aggregationNames;
    this.problems = problems;
  }

  /** Whether a task that was read runs this aggregation. */
  boolean run(String aggregation) {
    return run.contains(aggregation);
  }

  TaskConfig read(String name, Tree tree) {
    var fields = new Fields(tree, EXAMPLE, problems);
    Optional<String> backend = fields.constant("backend");
    Optional<BackendConfig> known = backend.map(backends::get);
    if (fields.tree("backend").isPresent() && known.isEmpty()) {
      backend.ifPresent(it -> unknownBackend(it, fields));
      return unreadable(name, tree);
    }
    Optional<Operation> operation =
        new OperationReader(kinds, aggregationNames, problems).read(fields, known);
    operation.ifPresent(this::recordInner);
    Optional<TaskConfig> task =
        operation.map(it ->
            new TaskConfig(
                name,
                tree,
                backend,
                it,
                fields.tree("when"),
                JoinReader.taskNames(fields, "needs", problems),
                fields.flag("required", false) || streams(it),
                fields.tree("expect"),
                fields.nested("schema", "schema: { type: object }").map(Fields::mapping),
                fields.duration("timeout"),
                GuardsConfig.read(fields),
                ReuseConfig.read(fields),
                fields.tree("fallback"),
                PassReader.read(fields, it),
                fields.flag("hidden", false),
                fields.flag("idempotent", false),
                fields.flag("safe", false),
                fields
                    .nested("for-each", "for-each: { in: \"${tasks.order.items}\" }")
                    .flatMap(ForEachConfig::read),
                Optional.empty()));
    if (task.isPresent()) {
      fields.done();
    }
    return task.orElseGet(() -> unreadable(name, tree));
  }

  SessionReader sessions() {
    return new SessionReader(kinds, backends, problems);
  }

  /** Whether it is a stream, which makes the task required: it is the whole response. */
  private static boolean streams(Operation operation) {
    return operation instanceof BackendCall call && call.streams();
  }

  private void recordInner(Operation operation) {
    if (operation instanceof Operation.Aggregation inner) {
      run.add(inner.name());
    }
  }

  /** A placeholder, so that references to the task are not reported as unknown. */
  private static TaskConfig unreadable(String name, Tree tree) {
    return new TaskConfig(
        name,
        tree,
        Optional.empty(),
        new Operation.Value(new Tree.Scalar(tree.at(), tree.path(), null, "")),
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        GuardsConfig.NONE,
        ReuseConfig.NONE,
        Optional.empty(),
        Set.of(),
        false,
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  private void unknownBackend(String name, Fields task) {
    if (!backendNames.contains(name)) {
      problems.add(
          task.tree("backend").orElseThrow(),
          "there is no backend \"" + name + "\"",
          Problems.suggest(name, backendNames));
    }
  }
}

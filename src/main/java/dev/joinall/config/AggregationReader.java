package dev.joinall.config;

import dev.joinall.config.AggregationConfig.OnDeadline;
import dev.joinall.config.AggregationConfig.OnDisconnect;
import dev.joinall.config.GuardsConfig.Retry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one entry of {@code aggregations}. */
final class AggregationReader {
  private static final Pattern TASK_NAME = Pattern.compile("[a-z][A-Za-z0-9_]*");
  private static final int MOST_TASKS = 1_000;
  private static final List<String> MODES = List.of("all", "first", "quorum", "settled", "until");
  private static final String JOIN_HINT =
      "all, or one of {first: n}, {quorum: n}, {settled: n}, {until: \"${...}\"}, with of: [...] if need be";

  private final Map<String, BackendConfig> backends;
  private final Collection<String> backendNames;
  private final Problems problems;

  /**
   * @param backendNames all that are written, with those that could not be read
   */
  AggregationReader(
      Map<String, BackendConfig> backends, Collection<String> backendNames, Problems problems) {
    this.backends = backends;
    this.backendNames = backendNames;
    this.problems = problems;
  }

  Optional<AggregationConfig> read(String name, Tree tree) {
    var fields = new Fields(tree, problems);
    Optional<RouteConfig> route =
        fields
            .required("route", "for example route: GET /products/{sku}")
            .flatMap(at -> fields.text("route").flatMap(it -> RouteConfig.read(at, it, problems)));
    InputConfig input =
        fields.nested("input").map(it -> InputConfig.read(it, problems)).orElse(InputConfig.NONE);
    var deadline = fields.duration("deadline", AggregationConfig.DEFAULT_DEADLINE);
    var onDeadline = fields.oneOf("on-deadline", OnDeadline.class, OnDeadline.PARTIAL);
    var onDisconnect = fields.oneOf("on-disconnect", OnDisconnect.class, usual(route));
    List<RefuseConfig> refusals =
        fields.items("refuse").stream()
            .flatMap(it -> RefuseConfig.read(new Fields(it, problems)).stream())
            .toList();
    JoinConfig join = fields.tree("join").map(this::join).orElse(JoinConfig.ALL);
    Map<String, TaskConfig> tasks = tasks(fields);
    RespondConfig respond =
        fields
            .nested("respond")
            .map(it -> RespondConfig.read(it, problems))
            .orElse(RespondConfig.DEFAULT);
    boolean stream = fields.flag("stream", false);
    fields.done();
    return route.map(it ->
        new AggregationConfig(
            name,
            tree,
            it,
            input,
            deadline,
            onDeadline,
            onDisconnect,
            join,
            tasks,
            refusals,
            respond,
            stream));
  }

  /** A half-done effect is completed; where there can't be one, nobody needs the rest. */
  private static OnDisconnect usual(Optional<RouteConfig> route) {
    return route.map(RouteConfig::safe).orElse(true) ? OnDisconnect.CANCEL : OnDisconnect.FINISH;
  }

  private Map<String, TaskConfig> tasks(Fields aggregation) {
    Map<String, TaskConfig> tasks = new LinkedHashMap<>();
    Optional<Tree> written =
        aggregation.required("tasks", "an aggregation joins at least one task");
    aggregation
        .entries("tasks")
        .forEach((name, tree) -> {
          checkName(name, written.orElseThrow());
          tasks.put(name, task(name, tree));
        });
    if (written.isPresent() && tasks.isEmpty() && !problems.concern(written.get())) {
      problems.add(written.get(), "there is nothing to join", "declare at least one task");
    }
    return tasks;
  }

  private TaskConfig task(String name, Tree tree) {
    var fields = new Fields(tree, problems);
    Optional<String> backend = fields.text("backend");
    Optional<BackendConfig> known = backend.map(backends::get);
    if (fields.tree("backend").isPresent() && known.isEmpty()) {
      backend.ifPresent(it -> unknownBackend(it, fields));
      return unreadable(name, tree);
    }
    Optional<Operation> operation = new OperationReader(problems).read(fields, known);
    Optional<TaskConfig> task =
        operation.map(it ->
            new TaskConfig(
                name,
                tree,
                backend,
                it,
                fields.tree("when"),
                taskNames(fields, "needs"),
                fields.flag("required", false),
                fields.tree("expect"),
                fields.duration("timeout"),
                fields.nested("retry").map(Retry::read),
                fields.tree("fallback"),
                fields.flag("hidden", false),
                fields.flag("idempotent", false),
                fields.flag("safe", false),
                fields.nested("for-each").flatMap(ForEachConfig::read)));
    if (task.isPresent()) {
      fields.done();
    }
    return task.orElseGet(() -> unreadable(name, tree));
  }

  /** Keeps the name known, so that who reads the task is not told that there is none. */
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
        Optional.empty(),
        false,
        false,
        false,
        Optional.empty());
  }

  private void checkName(String name, Tree tasks) {
    Position at = tasks instanceof Tree.Mapping mapping ? mapping.keys().get(name) : null;
    if (at == null) {
      return;
    }
    String path = tasks.path() + "." + name;
    if (!TASK_NAME.matcher(name).matches()) {
      problems.add(
          at,
          path,
          "\"" + name + "\" can't be the name of a task",
          "a letter a-z, then letters, digits and _ (a dash would be a minus in an expression)");
    } else if (name.equals("errors")) {
      problems.add(at, path, "\"errors\" is reserved for what failed", "choose another name");
    }
  }

  private void unknownBackend(String name, Fields task) {
    if (!backendNames.contains(name)) {
      problems.add(
          task.tree("backend").orElseThrow(),
          "there is no backend \"" + name + "\"",
          Problems.suggest(name, backendNames));
    }
  }

  private JoinConfig join(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      if (!scalar.text().equals("all")) {
        problems.add(tree, "here goes a join, this is " + tree.noun(), JOIN_HINT);
      }
      return JoinConfig.ALL;
    }
    var fields = new Fields(tree, problems);
    List<Tree> of = taskNames(fields, "of");
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
      problems.add(fields.mapping(), "a join can't be both, " + both, JOIN_HINT);
    }
    return switch (written.isEmpty() ? "all" : written.getFirst()) {
      case "first" -> new JoinConfig.First(fields.count("first", 1, MOST_TASKS, 1));
      case "quorum" -> new JoinConfig.Quorum(fields.count("quorum", 1, MOST_TASKS, 1));
      case "settled" -> new JoinConfig.Settled(fields.count("settled", 1, MOST_TASKS, 1));
      case "until" -> new JoinConfig.Until(fields.tree("until").orElseThrow());
      default -> all(fields);
    };
  }

  /** {@code {of: [...]}} says enough; {@code all: true} may stand beside it. */
  private JoinConfig.Mode all(Fields fields) {
    fields
        .tree("all")
        .filter(it -> !(it instanceof Tree.Scalar scalar && scalar.text().equals("true")))
        .ifPresent(
            it -> problems.add(it, "\"all\" is true or left out, this is " + it.noun(), JOIN_HINT));
    return new JoinConfig.All();
  }

  /** What is not a name is told here, and left out. */
  private List<Tree> taskNames(Fields fields, String key) {
    List<Tree> names = new ArrayList<>();
    for (Tree item : fields.items(key)) {
      if (item instanceof Tree.Scalar scalar && scalar.value() instanceof String) {
        names.add(item);
      } else {
        problems.add(item, "here goes the name of a task, this is " + item.noun(), "");
      }
    }
    return names;
  }
}

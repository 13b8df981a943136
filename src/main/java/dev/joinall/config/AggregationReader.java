package dev.joinall.config;

import dev.joinall.config.AggregationConfig.OnDeadline;
import dev.joinall.config.AggregationConfig.OnDisconnect;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one entry of {@code aggregations}. */
record AggregationReader(TaskReader tasks, AccessReader access, Problems problems) {
  static final int MAX_TASKS = 1_000;

  private static final List<String> CLIENTS_KEYS =
      List.of(
          "on-disconnect",
          "stream",
          "allow",
          "rate-limit",
          "bulkhead",
          "priority",
          "cors",
          "cache");

  private static final Pattern TASK_NAME = Pattern.compile("[a-z][A-Za-z0-9_]*");

  Optional<AggregationConfig> read(String name, Tree tree) {
    var fields = new Fields(tree, problems);
    Optional<Tree> written = fields.tree("route");
    Optional<RouteConfig> route =
        written.flatMap(at -> route(at, fields).flatMap(it -> RouteConfig.read(at, it, problems)));
    AccessConfig accessed = access.read(fields, written.isPresent());
    InputConfig input =
        fields.nested("input").map(it -> InputConfig.read(it, problems)).orElse(InputConfig.NONE);
    var deadline = fields.duration("deadline", AggregationConfig.DEFAULT_DEADLINE);
    var onDeadline = fields.oneOf("on-deadline", OnDeadline.class, OnDeadline.PARTIAL);
    var onDisconnect =
        fields.oneOf("on-disconnect", OnDisconnect.class, defaultOnDisconnect(route));
    List<RefuseConfig> refusals =
        fields.items("refuse").stream()
            .flatMap(it -> RefuseConfig.read(new Fields(it, problems)).stream())
            .toList();
    JoinConfig join =
        fields.tree("join").map(new JoinReader(problems)::read).orElse(JoinConfig.ALL);
    Map<String, TaskConfig> alone = tasks(fields);
    RespondConfig respond =
        fields
            .nested("respond", "respond: { body: \"${tasks.a}\" }")
            .map(it -> RespondConfig.read(it, problems))
            .orElse(RespondConfig.DEFAULT);
    boolean stream = fields.flag("stream", false);
    Optional<CacheConfig> cache = CacheConfig.ofRoute(fields);
    Optional<SessionMode> session = session(fields);
    Map<String, TaskConfig> tasks =
        session
            .map(it -> this.tasks.sessions().join(fields.tree("session").orElseThrow(), it, alone))
            .orElse(alone);
    Optional<String> summary = fields.text("summary");
    Optional<String> description = fields.text("description");
    fields.done();
    if (written.isPresent() && route.isEmpty()) {
      return Optional.empty();
    }
    if (session.filter(it -> it == SessionMode.TRANSACTION).isPresent()) {
      checkTransaction(fields, join, stream);
    }
    if (written.isEmpty()) {
      checkWithoutRoute(fields);
    }
    return Optional.of(
        new AggregationConfig(
            name,
            tree,
            route,
            accessed,
            input,
            deadline,
            onDeadline,
            onDisconnect,
            join,
            tasks,
            refusals,
            respond,
            stream,
            cache,
            summary,
            description));
  }

  private Optional<String> route(Tree written, Fields fields) {
    if (written instanceof Tree.Scalar) {
      return fields.text("route");
    }
    problems.add(
        written,
        "a route is a method and a path, got " + written.noun(),
        written instanceof Tree.Sequence
            ? "write one; another aggregation can answer another route, and run this one as a task"
            : "for example route: GET /products/{sku}");
    return Optional.empty();
  }

  private static Optional<SessionMode> session(Fields fields) {
    return fields.tree("session").isPresent()
        ? Optional.of(fields.oneOf("session", SessionMode.class, SessionMode.CAUSAL))
        : Optional.empty();
  }

  /**
   * A transaction is committed when all of its tasks have settled, and before any part of the
   * response is sent.
   */
  private void checkTransaction(Fields fields, JoinConfig join, boolean stream) {
    if (!join.equals(JoinConfig.ALL)) {
      problems.add(
          fields.tree("join").orElseThrow(),
          "a transaction waits for all tasks: another join may interrupt one of its calls",
          "remove \"join\", or let another aggregation run this one as a task");
    }
    if (stream) {
      problems.add(
          fields.tree("stream").orElseThrow(),
          "a stream would send results that may be rolled back",
          "remove \"stream\"");
    }
  }

  /** The default: only routes with possible effects finish after the client has disconnected. */
  private static OnDisconnect defaultOnDisconnect(Optional<RouteConfig> route) {
    return route.map(RouteConfig::safe).orElse(true) ? OnDisconnect.CANCEL : OnDisconnect.FINISH;
  }

  /** Reports keys that have no effect without a route. */
  private void checkWithoutRoute(Fields fields) {
    for (String key : CLIENTS_KEYS) {
      fields
          .tree(key)
          .ifPresent(it ->
              problems.add(
                  it,
                  "\"" + key + "\" is for clients, and there is no route",
                  "remove it, or write a route"));
    }
  }

  /**
   * Reports an aggregation without a route that no task runs. Must be called after all aggregations
   * were read.
   */
  void checkUses(Collection<AggregationConfig> read) {
    for (AggregationConfig it : read) {
      if (it.route().isEmpty() && !tasks.run(it.name()) && !hasMisspeltRoute(it.where())) {
        problems.add(
            it.where(),
            "\"" + it.name() + "\" has no route, and no task runs it",
            "for example route: GET /products/{sku}; or a task { aggregation: " + it.name() + " }");
      }
    }
  }

  /** Whether it has an unknown key that is most likely a misspelt {@code route}. */
  private static boolean hasMisspeltRoute(Tree aggregation) {
    return aggregation instanceof Tree.Mapping written
        && written.entries().keySet().stream()
            .anyMatch(key -> NearNames.likely(key, List.of("route")).isPresent());
  }

  private Map<String, TaskConfig> tasks(Fields aggregation) {
    Map<String, TaskConfig> all = new LinkedHashMap<>();
    Optional<Tree> written =
        aggregation.required("tasks", "an aggregation joins at least one task");
    aggregation
        .entries("tasks", MAX_TASKS, "let an aggregation without a route do some of them")
        .forEach((name, tree) -> {
          checkName(name, written.orElseThrow());
          all.put(name, tasks.read(name, tree));
        });
    if (written.isPresent() && all.isEmpty() && !problems.hasProblemsAt(written.get())) {
      problems.add(written.get(), "there is nothing to join", "declare at least one task");
    }
    return all;
  }

  private void checkName(String name, Tree tasks) {
    Position at = tasks instanceof Tree.Mapping mapping ? mapping.keys().get(name) : null;
    if (at == null) {
      return;
    }
    String path = Paths.member(tasks.path(), name);
    if (!TASK_NAME.matcher(name).matches()) {
      problems.add(
          at,
          path,
          "\"" + name + "\" can't be the name of a task",
          "a letter a-z, then letters, digits and _ (a dash would be a minus in an expression)");
    } else if (name.equals("errors")) {
      problems.add(at, path, "\"errors\" is reserved for failed tasks", "choose another name");
    }
  }
}

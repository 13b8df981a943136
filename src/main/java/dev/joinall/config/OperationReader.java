package dev.joinall.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the one operation of a task, identified by its verb, a key of the task.
 *
 * @param kinds by name
 * @param aggregations all declared names
 */
record OperationReader(
    Map<String, ? extends KindSyntax> kinds, Collection<String> aggregations, Problems problems) {
  private static final String VALUE = "value";
  private static final String AGGREGATION = "aggregation";
  private static final List<String> WITHOUT_BACKEND = List.of(VALUE, AGGREGATION);

  /**
   * @param backend the task's backend; empty if it declares none
   */
  Optional<Operation> read(Fields task, Optional<BackendConfig> backend) {
    Optional<KindSyntax> kind = backend.map(it -> kinds.get(it.kind()));
    List<String> verbs = kind.map(KindSyntax::verbs).orElse(WITHOUT_BACKEND);
    task.know(new LinkedHashSet<>(verbs));
    List<String> written = written(task, verbs);
    if (written.size() > 1) {
      problems.add(
          task.mapping(),
          "the task has more than one operation: " + String.join(", ", written),
          "declare one task for each");
      return Optional.empty();
    }
    if (written.isEmpty()) {
      return missing(task, backend, verbs);
    }
    Optional<Operation> read = read(task, written.getFirst(), kind);
    // Checked after the operation: a verb of another kind may be a key of this operation.
    List<String> foreign = foreign(task);
    if (read.isPresent() && !foreign.isEmpty()) {
      return wrongKind(task, foreign.getFirst(), backend, verbs);
    }
    return read;
  }

  private static List<String> written(Fields task, Collection<String> verbs) {
    return task.mapping().entries().keySet().stream().filter(verbs::contains).toList();
  }

  /** Verbs of other kinds in the task that are not keys of its operation. */
  private List<String> foreign(Fields task) {
    return written(task, allVerbs()).stream().filter(it -> !task.isKnown(it)).toList();
  }

  private Set<String> allVerbs() {
    Set<String> all = new LinkedHashSet<>(WITHOUT_BACKEND);
    kinds.values().forEach(it -> all.addAll(it.verbs()));
    return all;
  }

  private Optional<Operation> missing(
      Fields task, Optional<BackendConfig> backend, List<String> verbs) {
    List<String> foreign = foreign(task);
    if (!foreign.isEmpty()) {
      return wrongKind(task, foreign.getFirst(), backend, verbs);
    }
    if (task.isMapping()) {
      problems.add(task.mapping(), "the task has no operation", hint(task, backend, verbs));
    }
    return Optional.empty();
  }

  /** Suggests an operation for a key with a similar name. */
  private static String hint(Fields task, Optional<BackendConfig> backend, List<String> verbs) {
    if (task.mapping().entries().isEmpty()) {
      return "for example " + TaskReader.EXAMPLE;
    }
    Optional<String> misspelt =
        task.mapping().entries().keySet().stream()
            .filter(key -> !task.isKnown(key))
            .filter(key -> !Problems.nearest(key, verbs, 1).isEmpty())
            .findFirst();
    if (misspelt.isPresent()) {
      return "\"%s\" is no operation; did you mean \"%s\"?"
          .formatted(misspelt.get(), Problems.nearest(misspelt.get(), verbs, 1).getFirst());
    }
    return backend.isPresent()
        ? "write one of " + String.join(", ", verbs)
        : "declare a backend and an operation, or value:, or aggregation:";
  }

  private Optional<Operation> wrongKind(
      Fields task, String verb, Optional<BackendConfig> backend, List<String> verbs) {
    task.know(allVerbs());
    problems.add(
        task.tree(verb).orElseThrow(),
        backend
            .map(
                it -> "\"%s\" is of kind %s, which has no %s".formatted(it.name(), it.kind(), verb))
            .orElse(verb + " needs a backend"),
        backend.isEmpty()
            ? backendHint(task)
            : WITHOUT_BACKEND.contains(verb)
                ? "remove \"backend\": " + verb + " needs none"
                : "it has " + String.join(", ", verbs));
    return Optional.empty();
  }

  private static String backendHint(Fields task) {
    return task.mapping().entries().keySet().stream()
        .filter(key -> !task.isKnown(key))
        .filter(key -> !Problems.nearest(key, List.of("backend"), 1).isEmpty())
        .findFirst()
        .map(key -> "\"" + key + "\" is no key of a task; did you mean \"backend\"?")
        .orElse("name one by backend:");
  }

  private Optional<Operation> read(Fields task, String verb, Optional<KindSyntax> kind) {
    if (kind.isPresent()) {
      return kind.get().call(verb, task).map(it -> it);
    }
    Tree argument = task.tree(verb).orElseThrow();
    return verb.equals(VALUE)
        ? Optional.of(new Operation.Value(argument))
        : aggregation(task, argument);
  }

  private Optional<Operation> aggregation(Fields task, Tree argument) {
    Optional<String> name = task.constant(AGGREGATION);
    Optional<Fields> with = task.nested("with");
    if (name.filter(it -> !aggregations.contains(it)).isPresent()) {
      problems.add(
          argument,
          "there is no aggregation \"" + name.get() + "\"",
          Problems.suggest(name.get(), aggregations));
      return Optional.empty();
    }
    Fields inputs =
        with.orElseGet(
            () -> new Fields(Tree.Mapping.empty(argument.at(), argument.path()), problems));
    Optional<Operation> read =
        name.map(it ->
            new Operation.Aggregation(
                argument,
                it,
                inputs.entries("path"),
                inputs.entries("query"),
                inputs.entries("header"),
                inputs.tree("body")));
    inputs.done();
    return read;
  }
}

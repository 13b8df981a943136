package dev.joinall.config;

import dev.joinall.config.Operation.As;
import dev.joinall.config.Operation.Method;
import dev.joinall.config.Operation.MongoCall.Verb;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the one operation of a task; which one is told by its verb, the key that names it. */
final class OperationReader {
  private static final Map<Kind, Set<String>> VERBS =
      Map.of(
          Kind.HTTP, names(Method.values()),
          Kind.MONGO, names(Verb.values()),
          Kind.REDIS, Set.of("command"),
          Kind.SMTP, Set.of("send"));
  private static final String VALUE = "value";
  private static final String AGGREGATION = "aggregation";
  private static final Set<String> WITHOUT_BACKEND =
      new LinkedHashSet<>(List.of(VALUE, AGGREGATION));

  private final Collection<String> aggregations;
  private final Problems problems;

  /**
   * @param aggregations the names of all that are written
   */
  OperationReader(Collection<String> aggregations, Problems problems) {
    this.aggregations = aggregations;
    this.problems = problems;
  }

  /**
   * @param backend what the task's {@code backend} names; empty where it names none
   */
  Optional<Operation> read(Fields task, Optional<BackendConfig> backend) {
    Set<String> possible = backend.map(it -> VERBS.get(it.kind())).orElse(WITHOUT_BACKEND);
    List<String> written =
        task.mapping().entries().keySet().stream().filter(verbs()::contains).toList();
    task.know(possible);
    if (written.isEmpty()) {
      problems.add(
          task.mapping(),
          "the task does not say what to do",
          backend.isPresent()
              ? "write one of " + String.join(", ", possible)
              : "name a backend and what to ask it, or write value: or aggregation:");
      return Optional.empty();
    }
    Optional<String> wrong = written.stream().filter(verb -> !possible.contains(verb)).findFirst();
    if (wrong.isPresent()) {
      task.know(verbs());
      problems.add(
          task.tree(wrong.get()).orElseThrow(),
          backend
              .map(it ->
                  "\"%s\" is of kind %s, which has no %s"
                      .formatted(it.name(), Fields.name(it.kind()), wrong.get()))
              .orElse(wrong.get() + " needs a backend"),
          backend.isPresent() ? "it has " + String.join(", ", possible) : "name one by backend:");
      return Optional.empty();
    }
    if (written.size() > 1) {
      problems.add(
          task.mapping(),
          "the task does more than one thing: " + String.join(", ", written),
          "make one task of each");
      return Optional.empty();
    }
    return read(task, written.getFirst(), backend.map(BackendConfig::kind));
  }

  private Optional<Operation> read(Fields task, String verb, Optional<Kind> kind) {
    Tree argument = task.tree(verb).orElseThrow();
    if (kind.isEmpty()) {
      return verb.equals(VALUE)
          ? Optional.of(new Operation.Value(argument))
          : aggregation(task, argument);
    }
    return switch (kind.get()) {
      case HTTP -> Optional.of(http(task, constant(Method.values(), verb), argument));
      case MONGO -> Optional.of(mongo(task, constant(Verb.values(), verb), argument));
      case REDIS -> redis(task, argument);
      case SMTP -> mail(argument);
    };
  }

  private Operation http(Fields task, Method method, Tree path) {
    return new Operation.HttpCall(
        path,
        method,
        path,
        task.entries("query"),
        HeaderRules.checked(task.entries("headers"), HeaderRules.FRAMING_AND_HOST, problems),
        task.tree("body"),
        statuses(task.items("accept")),
        task.oneOf("as", As.class, As.JSON));
  }

  private Set<Integer> statuses(List<Tree> trees) {
    Set<Integer> statuses = new LinkedHashSet<>();
    for (Tree tree : trees) {
      if (tree instanceof Tree.Scalar(var at, var path, Long status, var text, var env)
          && status >= 200
          && status <= 599) {
        statuses.add(status.intValue());
      } else {
        problems.add(
            tree,
            "here goes an HTTP status, this is " + tree.noun(),
            "for example accept: [200, 404]");
      }
    }
    return statuses;
  }

  private Operation mongo(Fields task, Verb verb, Tree argument) {
    Map<String, Tree> arguments = new LinkedHashMap<>();
    verb.arguments().forEach(name -> task.tree(name).ifPresent(tree -> arguments.put(name, tree)));
    String collection = task.text(Fields.name(verb)).orElse("");
    return new Operation.MongoCall(argument, verb, collection, arguments);
  }

  private Optional<Operation> redis(Fields task, Tree argument) {
    As as = task.oneOf("as", As.class, As.TEXT);
    if (!(argument instanceof Tree.Sequence words) || words.items().isEmpty()) {
      problems.add(
          argument,
          "here goes a list, this is " + argument.noun(),
          "for example command: [GET, \"price:1\"]");
      return Optional.empty();
    }
    return Optional.of(new Operation.RedisCommand(argument, words.items(), as));
  }

  private Optional<Operation> mail(Tree argument) {
    var fields = new Fields(argument, problems);
    Optional<Tree> from = fields.required("from", "the sender's address");
    Optional<Tree> subject = fields.required("subject", "");
    fields.required("to", "one address or a list of them");
    List<Tree> to = fields.items("to");
    List<Tree> cc = fields.items("cc");
    List<Tree> bcc = fields.items("bcc");
    List<Tree> replyTo = fields.items("reply-to");
    Optional<Tree> text = fields.tree("text");
    Optional<Tree> html = fields.tree("html");
    if (text.isEmpty() && html.isEmpty()) {
      problems.add(argument, "the mail has no content", "write text: or html:, or both");
    }
    fields.done();
    if (from.isEmpty() || subject.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Operation.Mail(argument, from.get(), to, cc, bcc, replyTo, subject.get(), text, html));
  }

  private Optional<Operation> aggregation(Fields task, Tree argument) {
    Optional<String> name = task.text(AGGREGATION);
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

  private static Set<String> verbs() {
    return Stream.concat(VERBS.values().stream().flatMap(Set::stream), WITHOUT_BACKEND.stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static <E extends Enum<E>> Set<String> names(E[] constants) {
    return Arrays.stream(constants)
        .map(Fields::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static <E extends Enum<E>> E constant(E[] constants, String name) {
    return Arrays.stream(constants)
        .filter(it -> Fields.name(it).equals(name))
        .findFirst()
        .orElseThrow();
  }
}

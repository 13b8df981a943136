package dev.joinall.backend.mongo;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.Fields;
import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A MongoDB operation on one collection, as declared in the file.
 *
 * @param arguments of the verb, by name
 * @param options of the operation
 */
record MongoCall(
    Tree where, Verb verb, String collection, Map<String, Tree> arguments, CallOptions options)
    implements BackendCall {
  private static final String COUNT = "{\"type\": \"integer\", \"minimum\": 0}";

  private static final CallResult DOCUMENTS =
      CallResult.of("{\"type\": \"array\", \"items\": {\"type\": \"object\"}}");

  private static final CallResult UPDATED =
      CallResult.of(
          """
          {"type": "object",
           "properties": {"matched": %s, "modified": %s, "upsertedId": {}},
           "required": ["matched", "modified"]}\
          """
              .formatted(COUNT, COUNT));

  private static final CallResult DELETED =
      CallResult.of(
          """
          {"type": "object", "properties": {"deleted": %s}, "required": ["deleted"]}\
          """
              .formatted(COUNT));

  /** The operations on a collection, with their arguments. */
  enum Verb {
    FIND_ONE(
        false,
        CallResult.of("{\"type\": \"object\"}").withAbsent(),
        "filter",
        "projection",
        "sort"),
    FIND(false, DOCUMENTS, "filter", "projection", "sort", "limit", "skip"),
    AGGREGATE(false, DOCUMENTS, "pipeline"),
    COUNT(false, CallResult.of(MongoCall.COUNT), "filter", "limit"),
    DISTINCT(false, CallResult.of("{\"type\": \"array\", \"items\": {}}"), "field", "filter"),
    INSERT_ONE(
        true,
        CallResult.of(
            """
            {"type": "object", "properties": {"insertedId": {}}, "required": ["insertedId"]}\
            """),
        "document"),
    UPDATE_ONE(true, UPDATED, "filter", "update", "upsert"),
    UPDATE_MANY(true, UPDATED, "filter", "update", "upsert"),
    REPLACE_ONE(true, UPDATED, "filter", "replacement", "upsert"),
    FIND_ONE_AND_UPDATE(
        true,
        CallResult.of("{\"type\": [\"object\", \"null\"]}"),
        "filter",
        "update",
        "projection",
        "sort",
        "upsert"),
    DELETE_ONE(true, DELETED, "filter"),
    DELETE_MANY(true, DELETED, "filter");

    /** The verbs as written in the file. */
    static final List<String> WORDS = Stream.of(values()).map(Fields::name).toList();

    private final boolean effect;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable record
    private final CallResult result;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable list
    private final List<String> arguments;

    Verb(boolean effect, CallResult result, String... arguments) {
      this.effect = effect;
      this.result = effect ? result.withConflict() : result;
      this.arguments = List.of(arguments);
    }

    boolean isEffect() {
      return effect;
    }

    String command() {
      return switch (this) {
        case FIND_ONE, FIND -> "find";
        case AGGREGATE, COUNT -> "aggregate";
        case DISTINCT -> "distinct";
        case INSERT_ONE -> "insert";
        case UPDATE_ONE, UPDATE_MANY, REPLACE_ONE -> "update";
        case FIND_ONE_AND_UPDATE -> "findAndModify";
        case DELETE_ONE, DELETE_MANY -> "delete";
      };
    }
  }

  /**
   * @param verb one of {@link Verb#WORDS}
   */
  static MongoCall read(String verb, Fields task) {
    Verb operation = Verb.values()[Verb.WORDS.indexOf(verb)];
    Map<String, Tree> arguments = new LinkedHashMap<>();
    for (String name : operation.arguments) {
      task.tree(name)
          .ifPresent(tree -> {
            ExtendedJson.check(tree, task.problems());
            arguments.put(name, OptionalKeys.readAll(tree, task.problems()));
          });
    }
    String collection = task.constant(verb).orElse("");
    return new MongoCall(
        task.tree(verb).orElseThrow(),
        operation,
        collection,
        arguments,
        CallOptions.read(operation, task));
  }

  @Override
  public boolean effect() {
    return verb.effect;
  }

  /** Whether it may change several documents, so that a failure may leave some of them changed. */
  boolean changesMany() {
    return verb == Verb.UPDATE_MANY || verb == Verb.DELETE_MANY;
  }

  MongoFaults.Change change() {
    if (changesMany()) {
      return MongoFaults.Change.MANY;
    }
    return effect() ? MongoFaults.Change.ONE : MongoFaults.Change.NONE;
  }

  @Override
  public String label() {
    return Fields.name(verb) + " " + collection;
  }

  @Override
  public CallResult result() {
    return verb.result;
  }

  @Override
  public void warn(CallWarnings warnings) {
    new MongoWarnings(warnings).check(this);
  }
}

package dev.joinall.backend.mongo;

import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The index that an operation uses: by its name or by its fields. Immutable. */
record Hint(Optional<String> name, Optional<BsonDocument> fields) {
  static final Hint NONE = new Hint(Optional.empty(), Optional.empty());

  private static final String KEY = "hint";
  private static final String EXAMPLE = "for example hint: sku_1, or hint: { sku: 1 }";

  @Nullable String byName() {
    return name.orElse(null);
  }

  @Nullable BsonDocument byFields() {
    return fields.orElse(null);
  }

  static Optional<Hint> read(Fields task) {
    return task.tree(KEY)
        .flatMap(tree ->
            tree instanceof Tree.Mapping mapping ? fields(mapping, task) : name(tree, task));
  }

  private static Optional<Hint> name(Tree tree, Fields task) {
    if (tree instanceof Tree.Scalar scalar
        && scalar.value() instanceof String name
        && !name.isBlank()
        && !name.contains("${")) {
      return Optional.of(new Hint(Optional.of(name), Optional.empty()));
    }
    return wrong(tree, task);
  }

  private static Optional<Hint> fields(Tree.Mapping mapping, Fields task) {
    var fields = new BsonDocument();
    for (var entry : mapping.entries().entrySet()) {
      Optional<BsonValue> order = order(entry.getValue());
      if (order.isEmpty()) {
        return wrong(entry.getValue(), task);
      }
      fields.put(entry.getKey(), order.get());
    }
    return fields.isEmpty()
        ? wrong(mapping, task)
        : Optional.of(new Hint(Optional.empty(), Optional.of(fields)));
  }

  /** A direction, or the type of an index such as {@code text}. */
  private static Optional<BsonValue> order(Tree tree) {
    return switch (tree instanceof Tree.Scalar scalar ? scalar.value() : null) {
      case Long number when Math.abs(number) == 1 -> Optional.of(new BsonInt32(number.intValue()));
      case String type when !type.isBlank() && !type.contains("${") ->
          Optional.of(new BsonString(type));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Hint> wrong(Tree tree, Fields task) {
    task.problems()
        .add(tree, "expected the name of an index or its fields, got " + tree.noun(), EXAMPLE);
    return Optional.empty();
  }
}

package dev.joinall.backend.mongo;

import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The filter of a write. Rejects a filter that would match every document, because conditions with
 * a null were omitted: the write would change any of them.
 */
final class WriteFilter {
  private WriteFilter() {}

  /**
   * @throws InvalidExpression if all conditions of the filter were omitted
   */
  static BsonDocument of(BsonTemplate filter, Scope scope) {
    BsonDocument made = filter.document(scope);
    if (!(filter instanceof BsonTemplate.Fixed) && matchesAll(made)) {
      throw new InvalidExpression(
          "every condition of the filter was omitted, and a write needs one");
    }
    return made;
  }

  private static boolean matchesAll(BsonDocument filter) {
    return filter.entrySet().stream().allMatch(it -> matchesAll(it.getKey(), it.getValue()));
  }

  private static boolean matchesAll(String name, BsonValue value) {
    return switch (name) {
      case "$and" -> value.asArray().stream().allMatch(it -> matchesAll(it.asDocument()));
      case "$or" -> value.asArray().stream().anyMatch(it -> matchesAll(it.asDocument()));
      default -> false;
    };
  }
}

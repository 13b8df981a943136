package dev.joinall.backend.mongo;

import dev.joinall.template.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * A part of a command: constants are encoded once, expressions are evaluated per request. Immutable
 * and thread-safe.
 */
sealed interface BsonTemplate {
  BsonTemplate EMPTY = members(Map.of());

  /**
   * The value; it may be shared and must not be modified.
   *
   * @throws dev.joinall.template.InvalidExpression if an expression fails or has an unsuitable
   *     value
   */
  BsonValue of(Scope scope);

  record Fixed(BsonValue value) implements BsonTemplate {
    @Override
    public BsonValue of(Scope scope) {
      return value;
    }
  }

  record Computed(Function<Scope, BsonValue> value) implements BsonTemplate {
    @Override
    public BsonValue of(Scope scope) {
      return value.apply(scope);
    }
  }

  record Items(List<BsonTemplate> items) implements BsonTemplate {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public BsonArray of(Scope scope) {
      var array = new BsonArray(items.size());
      items.forEach(item -> array.add(item.of(scope)));
      return array;
    }
  }

  /** In declared order. */
  record Members(Map<String, BsonTemplate> members) implements BsonTemplate {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public BsonDocument of(Scope scope) {
      var document = new BsonDocument(Math.max(8, members.size() * 2));
      members.forEach((name, member) -> document.put(name, member.of(scope)));
      return document;
    }
  }

  static BsonTemplate items(List<BsonTemplate> items) {
    BsonArray constant = new BsonArray(items.size());
    for (BsonTemplate item : items) {
      if (!(item instanceof Fixed(BsonValue value))) {
        return new Items(items);
      }
      constant.add(value);
    }
    return new Fixed(constant);
  }

  static BsonTemplate members(Map<String, BsonTemplate> members) {
    BsonDocument constant = new BsonDocument();
    for (Map.Entry<String, BsonTemplate> member : members.entrySet()) {
      if (!(member.getValue() instanceof Fixed(BsonValue value))) {
        return new Members(members);
      }
      constant.put(member.getKey(), value);
    }
    return new Fixed(new RawBsonDocument(constant, new BsonDocumentCodec()));
  }

  /** Wraps this value: {@code {name: this}}. */
  default BsonTemplate under(String name) {
    return members(Map.of(name, this));
  }

  default BsonDocument document(Scope scope) {
    return of(scope).asDocument();
  }
}

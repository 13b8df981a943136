package dev.joinall.backend.mongo;

import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
  BsonTemplate EMPTY = members(Map.of(), Set.of());

  /**
   * The value; it may be shared and must not be modified.
   *
   * @throws dev.joinall.template.InvalidExpression if an expression fails or has an unsuitable
   *     value
   */
  BsonValue of(Scope scope);

  /** The value of an optional member; empty if it is omitted because it is null. */
  default Optional<BsonValue> ofOptional(Scope scope) {
    return Optional.of(of(scope)).filter(it -> !it.isNull());
  }

  record Fixed(BsonValue value) implements BsonTemplate {
    @Override
    public BsonValue of(Scope scope) {
      return value;
    }
  }

  /**
   * Computed for each request.
   *
   * @param source the template of the value
   */
  record Computed(Template source, Function<Scope, BsonValue> value) implements BsonTemplate {
    @Override
    public BsonValue of(Scope scope) {
      try {
        return value.apply(scope);
      } catch (InvalidExpression e) {
        throw source.attributed(e);
      }
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

  /**
   * A value that is checked, or wrapped in the operator that keeps it a value. If it is null, the
   * whole part is omitted.
   */
  record Wrapped(BsonTemplate value, UnaryOperator<BsonValue> around) implements BsonTemplate {
    @Override
    public BsonValue of(Scope scope) {
      return wrapped(value.of(scope));
    }

    @Override
    public Optional<BsonValue> ofOptional(Scope scope) {
      return value.ofOptional(scope).map(this::wrapped);
    }

    private BsonValue wrapped(BsonValue given) {
      try {
        return around.apply(given);
      } catch (InvalidExpression e) {
        throw value instanceof Computed computed ? computed.source().attributed(e) : e;
      }
    }
  }

  /**
   * Members in written order.
   *
   * @param optional members that are omitted if they are null
   */
  record Members(Map<String, BsonTemplate> members, Set<String> optional) implements BsonTemplate {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      optional = Set.copyOf(optional);
    }

    @Override
    public BsonDocument of(Scope scope) {
      var document = new BsonDocument(Math.max(8, members.size() * 2));
      members.forEach((name, member) -> {
        if (optional.contains(name)) {
          member.ofOptional(scope).ifPresent(it -> document.put(name, it));
        } else {
          document.put(name, member.of(scope));
        }
      });
      return document;
    }

    /** Omits an object whose members were all omitted. */
    @Override
    public Optional<BsonValue> ofOptional(Scope scope) {
      BsonDocument document = of(scope);
      return document.isEmpty() && optional.containsAll(members.keySet())
          ? Optional.empty()
          : Optional.of(document);
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

  static BsonTemplate members(Map<String, BsonTemplate> members, Set<String> optional) {
    if (!optional.isEmpty()) {
      return new Members(members, optional);
    }
    BsonDocument constant = new BsonDocument();
    for (Map.Entry<String, BsonTemplate> member : members.entrySet()) {
      if (!(member.getValue() instanceof Fixed(BsonValue value))) {
        return new Members(members, optional);
      }
      constant.put(member.getKey(), value);
    }
    return new Fixed(new RawBsonDocument(constant, new BsonDocumentCodec()));
  }

  /** Wraps this value: {@code {name: this}}. */
  default BsonTemplate under(String name) {
    return new Wrapped(this, value -> new BsonDocument(name, value));
  }

  default BsonDocument document(Scope scope) {
    return of(scope).asDocument();
  }
}

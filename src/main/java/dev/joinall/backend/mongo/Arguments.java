package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The compiled arguments of one operation; errors are problems of the file. */
record Arguments(MongoCall call, ValuePositions literals) {
  /** Keys that make the server run JavaScript. */
  private static final Set<String> SCRIPTS = Set.of("$where", "$function", "$accumulator");

  /** Arguments that are stored documents, in which such a key is the name of a field. */
  private static final Set<String> DATA = Set.of("document", "replacement");

  Arguments(MongoCall call, Templates templates) {
    this(call, new ValuePositions(templates));
  }

  /** The filter; matches all documents if none is declared. */
  BsonTemplate filter() {
    return optional("filter", new Filters(literals)::filter).orElse(BsonTemplate.EMPTY);
  }

  /** The filter of a write; required, because a missing one would match arbitrary documents. */
  BsonTemplate requiredFilter() {
    return required("filter", "select the document; {} is any", new Filters(literals)::filter);
  }

  Optional<BsonTemplate> projection() {
    return optional("projection", new Expressions(literals)::projection);
  }

  Optional<BsonTemplate> sort() {
    return optional("sort", this::order);
  }

  BsonTemplate pipeline() {
    String hint = "for example pipeline: [{ $match: { sku: \"${path.sku}\" } }]";
    return required("pipeline", hint, new Pipelines(literals)::pipeline);
  }

  BsonTemplate document() {
    return required("document", "the document to insert", new Documents(literals)::inserted);
  }

  /** The document that replaces another one. */
  BsonTemplate replacement() {
    String hint = "the document to store in place of the found one";
    return required("replacement", hint, new Documents(literals)::replacement);
  }

  BsonTemplate update() {
    return required("update", "for example { $set: { a: 1 } }", new Updates(literals)::update);
  }

  String field() {
    Optional<Tree> tree = tree("field");
    if (tree.isPresent()
        && tree.get() instanceof Tree.Scalar scalar
        && !literals.isComputed(scalar)
        && !scalar.text().isEmpty()
        && !scalar.text().startsWith("$")) {
      return scalar.text();
    }
    literals.problem(
        tree.orElse(call.where()),
        "expected the name of a field",
        "for example field: city, without $");
    return "_id";
  }

  boolean upsert() {
    Optional<Tree> tree = tree("upsert");
    if (tree.isPresent()) {
      if (tree.get() instanceof Tree.Scalar scalar && scalar.value() instanceof Boolean upsert) {
        return upsert;
      }
      literals.wrong(tree.get(), "true or false", "");
    }
    return false;
  }

  /** An integer with a lower bound; it may be an expression. */
  Optional<ToIntFunction<Scope>> integer(String name, int min) {
    return tree(name).map(tree -> integer(tree, name, min));
  }

  private ToIntFunction<Scope> integer(Tree tree, String name, int min) {
    if (literals.isComputed(tree)) {
      Template template = literals.templates().compile(tree);
      if (!Templates.mayBeNumber(template)) {
        literals.wrong(
            tree, "a number", "for example ${int(path.n)}, or type: integer at the input");
      }
      return scope -> integer(template, scope, name, min);
    }
    if (tree instanceof Tree.Scalar scalar
        && scalar.value() instanceof Long number
        && number >= min
        && number <= Integer.MAX_VALUE) {
      int constant = number.intValue();
      return scope -> constant;
    }
    literals.wrong(tree, "an integer from " + min, "for example " + name + ": 10");
    return scope -> min;
  }

  private static int integer(Template template, Scope scope, String name, int min) {
    if (template.render(scope).value() instanceof Long number
        && number >= min
        && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw template.invalid(name + " must be a whole number from " + min);
  }

  private BsonTemplate order(Tree tree) {
    if (tree instanceof Tree.Mapping mapping) {
      mapping.entries().values().forEach(this::checkDirection);
    }
    return tree instanceof Tree.Mapping
        ? literals.plain(tree)
        : literals.wrong(tree, "a mapping of fields", "for example { placedAt: -1 }");
  }

  private void checkDirection(Tree tree) {
    if (tree instanceof Tree.Scalar
        && !literals.isComputed(tree)
        && !StageShapes.isDirection(tree)) {
      literals.wrong(tree, "1 for up or -1 for down", "for example { placedAt: -1 }");
    }
  }

  private Optional<BsonTemplate> optional(String name, Function<Tree, BsonTemplate> compiler) {
    return tree(name)
        .map(tree -> {
          if (!DATA.contains(name)) {
            refuseScripts(tree);
          }
          return keysCanBeSent(tree) ? compiler.apply(tree) : BsonTemplate.EMPTY;
        });
  }

  private BsonTemplate required(String name, String hint, Function<Tree, BsonTemplate> compiler) {
    Optional<BsonTemplate> part = optional(name, compiler);
    if (part.isEmpty()) {
      literals.problem(call.where(), name + " is missing", hint);
    }
    return part.orElse(BsonTemplate.EMPTY);
  }

  private boolean keysCanBeSent(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> true;
      case Tree.Sequence sequence -> sequence.items().stream().allMatch(this::keysCanBeSent);
      case Tree.Mapping mapping ->
          mapping.entries().entrySet().stream()
              .allMatch(it -> keyCanBeSent(it.getKey(), it.getValue()));
    };
  }

  private boolean keyCanBeSent(String key, Tree value) {
    if (key.indexOf('\0') >= 0) {
      literals.problem(value, "a field's name can't hold the character U+0000", "");
      return false;
    }
    return keysCanBeSent(value);
  }

  private void refuseScripts(Tree tree) {
    switch (tree) {
      case Tree.Scalar scalar -> {}
      case Tree.Sequence sequence -> sequence.items().forEach(this::refuseScripts);
      case Tree.Mapping mapping ->
          mapping
              .entries()
              .forEach((name, value) -> {
                if (SCRIPTS.contains(name)) {
                  literals.problem(value, name + " runs JavaScript in the server", "remove it");
                }
                refuseScripts(value);
              });
    }
  }

  private Optional<Tree> tree(String name) {
    return Optional.ofNullable(call.arguments().get(name));
  }
}

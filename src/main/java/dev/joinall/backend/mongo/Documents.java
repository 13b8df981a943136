package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import dev.joinall.template.InvalidExpression;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Compiles whole documents to be stored: written in the file, or computed. Used at start-up. */
record Documents(ValuePositions literals) {
  private static final String OPERATOR = "$";

  BsonTemplate inserted(Tree tree) {
    return document(tree, made -> {});
  }

  /** Rejects operators: MongoDB reads a replacement with an operator as an update. */
  BsonTemplate replacement(Tree tree) {
    return document(
        tree,
        made ->
            operator(made)
                .ifPresent(name -> {
                  throw new InvalidExpression(
                      "a replacement can't have the field \"" + name + "\"");
                }));
  }

  private BsonTemplate document(Tree tree, Consumer<BsonDocument> check) {
    if (tree instanceof Tree.Mapping mapping) {
      checkFields(mapping);
    } else if (!literals.isComputed(tree)) {
      return literals.wrong(tree, "a document", "for example { sku: \"${path.sku}\" }");
    }
    BsonTemplate document = literals.data(tree);
    return document instanceof BsonTemplate.Computed
        ? new BsonTemplate.Wrapped(document, made -> checked(made, check))
        : document;
  }

  private void checkFields(Tree.Mapping mapping) {
    mapping.entries().keySet().stream()
        .filter(name -> name.startsWith(OPERATOR))
        .findFirst()
        .ifPresent(name ->
            literals.problem(
                mapping,
                "\"" + name + "\" would be the name of a field of the document",
                "write the fields themselves; operators belong to update-one"));
  }

  private static BsonValue checked(BsonValue made, Consumer<BsonDocument> check) {
    if (!(made instanceof BsonDocument document)) {
      throw new InvalidExpression("the document must be an object");
    }
    check.accept(document);
    return document;
  }

  private static Optional<String> operator(BsonDocument document) {
    return document.keySet().stream().filter(name -> name.startsWith(OPERATOR)).findFirst();
  }
}

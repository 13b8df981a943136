package dev.joinall.backend.mongo;

import static dev.joinall.backend.mongo.TypeMismatch.wrong;

import dev.joinall.config.Tree;
import java.util.Optional;

/** Finds contents of stages that a server would always reject. */
final class StageShapes {
  private StageShapes() {}

  static Optional<TypeMismatch> in(String stage, Tree body, ValuePositions literals) {
    return switch (stage) {
      case "$group" -> group(body);
      case "$limit" -> number(body, 1, stage, literals);
      case "$skip" -> number(body, 0, stage, literals);
      case "$sort" -> sort(body, literals);
      case "$count" ->
          body instanceof Tree.Scalar scalar && scalar.value() instanceof String
              ? Optional.empty()
              : wrong(body, "the name of a field for the count", "for example { $count: total }");
      case "$sample" ->
          literals.isComputed(body)
                  || (body instanceof Tree.Mapping mapping && mapping.get("size").isPresent())
              ? Optional.empty()
              : wrong(body, "a mapping with size", "for example { $sample: { size: 5 } }");
      case "$unwind" -> unwind(body);
      default -> Optional.empty();
    };
  }

  private static Optional<TypeMismatch> group(Tree body) {
    return body instanceof Tree.Mapping mapping && mapping.get("_id").isPresent()
        ? Optional.empty()
        : wrong(
            body,
            "a mapping with _id, by which documents are grouped",
            "for example { $group: { _id: $sku, count: { $sum: 1 } } }; _id: null is one group");
  }

  private static Optional<TypeMismatch> number(
      Tree body, long min, String stage, ValuePositions literals) {
    boolean fits =
        literals.isComputed(body)
            || (body instanceof Tree.Scalar scalar
                && scalar.value() instanceof Number number
                && number.doubleValue() >= min
                && number.doubleValue() % 1 == 0);
    return fits
        ? Optional.empty()
        : wrong(body, "an integer from " + min, "for example { " + stage + ": 10 }");
  }

  private static Optional<TypeMismatch> sort(Tree body, ValuePositions literals) {
    if (literals.isComputed(body)) {
      return Optional.empty();
    }
    if (!(body instanceof Tree.Mapping mapping)) {
      return wrong(body, "a mapping of fields", "for example { $sort: { placedAt: -1 } }");
    }
    return mapping.entries().values().stream()
        .filter(it -> it instanceof Tree.Scalar && !literals.isComputed(it) && !isDirection(it))
        .findFirst()
        .flatMap(it -> wrong(it, "1 for up or -1 for down", "for example { placedAt: -1 }"));
  }

  /** Whether it is 1 or -1, also as 1.0. */
  static boolean isDirection(Tree tree) {
    return tree instanceof Tree.Scalar scalar
        && scalar.value() instanceof Number number
        && Math.abs(number.doubleValue()) == 1;
  }

  private static Optional<TypeMismatch> unwind(Tree body) {
    Optional<Tree> path =
        body instanceof Tree.Mapping mapping ? mapping.get("path") : Optional.of(body);
    return path.filter(it -> it instanceof Tree.Scalar scalar && scalar.text().startsWith("$"))
            .isPresent()
        ? Optional.empty()
        : wrong(body, "the path of a list, which begins with $", "for example { $unwind: $items }");
  }
}

package dev.joinall.explain;

import dev.joinall.config.InputConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns of a text of 24 hex digits that is compared with {@code _id}: MongoDB tells an ObjectId and
 * a text apart, so nothing is found.
 */
final class HexIds implements Warnings.Check {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{24}");
  private static final Pattern READ =
      Pattern.compile("\\$\\{\\s*(path|query|header|body)\\.(\\w+)\\s*}");

  /** A pattern of an input that demands such a text. */
  private static final Pattern DEMANDED =
      Pattern.compile("\\^?\\(?\\[[0-9a-fA-F\\\\d-]+]\\{24}\\)?\\$?");

  @Override
  public void look(Explanation explanation, Problems found) {
    for (TaskConfig task : explanation.config().tasks().values()) {
      if (Warnings.at(task.where(), "filter") instanceof Tree.Mapping filter
          && filter.path().endsWith(".filter")) {
        filter(filter, explanation.config().input(), found);
      }
    }
  }

  private static void filter(Tree.Mapping filter, InputConfig input, Problems found) {
    filter
        .entries()
        .forEach((name, value) -> {
          if (name.equals("_id")) {
            id(value, input, found);
          } else if (value instanceof Tree.Sequence filters && name.matches("\\$(?:and|or|nor)")) {
            filters.items().stream()
                .filter(Tree.Mapping.class::isInstance)
                .forEach(it -> filter((Tree.Mapping) it, input, found));
          }
        });
  }

  private static void id(Tree value, InputConfig input, Problems found) {
    switch (value) {
      case Tree.Mapping operators ->
          operators.entries().values().forEach(it -> id(it, input, found));
      case Tree.Sequence values -> values.items().forEach(it -> id(it, input, found));
      case Tree.Scalar scalar -> text(scalar, input, found);
    }
  }

  private static void text(Tree.Scalar scalar, InputConfig input, Problems found) {
    Matcher read = READ.matcher(scalar.text());
    if (scalar.value() instanceof String text && ID.matcher(text).matches()) {
      add(scalar, "'" + text + "'", found);
    } else if (read.matches() && isDemanded(read.group(1), read.group(2), input)) {
      add(scalar, read.group(1) + "." + read.group(2), found);
    }
  }

  private static void add(Tree where, String id, Problems found) {
    found.add(
        where,
        "this is a text of 24 hex digits, and MongoDB finds no ObjectId by a text",
        "write ${objectId(" + id + ")}, if the ids of the collection are ObjectIds");
  }

  private static boolean isDemanded(String group, String name, InputConfig input) {
    Optional<Tree.Mapping> schema =
        switch (group) {
          case "path" -> schema(input.path(), name);
          case "query" -> schema(input.query(), name);
          case "header" -> schema(input.header(), name);
          default ->
              input
                  .body()
                  .flatMap(it -> mapping(it.get("properties")))
                  .flatMap(it -> mapping(it.get(name)));
        };
    return schema
        .flatMap(it -> it.get("pattern"))
        .filter(
            it -> it instanceof Tree.Scalar pattern && DEMANDED.matcher(pattern.text()).matches())
        .isPresent();
  }

  private static Optional<Tree.Mapping> schema(
      Map<String, InputConfig.Parameter> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).map(InputConfig.Parameter::schema);
  }

  private static Optional<Tree.Mapping> mapping(Optional<Tree> tree) {
    return tree.filter(Tree.Mapping.class::isInstance).map(Tree.Mapping.class::cast);
  }
}

package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Warns of a text in a filter that looks like a value of another type: MongoDB tells an ObjectId or
 * a date and a text apart, so nothing is found. A text is what the file writes, or an input whose
 * schema demands such a text.
 */
final class TextFilters implements Warnings.Check {
  private static final String ID = "_id";
  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");
  private static final String EQUAL = "$eq";
  private static final Set<String> LISTS = Set.of("$and", "$or", "$nor");
  private static final Set<String> ORDERS = Set.of("$gt", "$gte", "$lt", "$lte");

  @Override
  public void look(Explanation explanation, Problems found) {
    var texts = new TextOfType(explanation.config().input());
    for (TaskConfig task : explanation.config().tasks().values()) {
      if (!(task.where() instanceof Tree.Mapping written)) {
        continue;
      }
      written.get("filter").ifPresent(it -> filter(it, texts, found));
      if (written.get("pipeline").orElse(null) instanceof Tree.Sequence stages) {
        stages.items().forEach(it -> stage(it, texts, found));
      }
    }
  }

  private static void stage(Tree stage, TextOfType texts, Problems found) {
    if (stage instanceof Tree.Mapping mapping) {
      mapping.get("$match").ifPresent(it -> filter(it, texts, found));
      if (Warnings.at(mapping, "$group", "_id") instanceof Tree.Scalar id
          && id.path().endsWith("$group._id")
          && id.value() instanceof String text
          && !text.contains("$")) {
        found.add(
            id,
            "this is the text " + text + ", so all documents are one group",
            "a field is written $" + text + "; one group of all is _id: null");
      }
    }
  }

  private static void filter(Tree tree, TextOfType texts, Problems found) {
    if (!(tree instanceof Tree.Mapping filter)) {
      return;
    }
    filter
        .entries()
        .forEach((name, value) -> {
          if (LISTS.contains(name) && value instanceof Tree.Sequence filters) {
            filters.items().forEach(it -> filter(it, texts, found));
          } else if (INDEX.matcher(name).find()) {
            found.add(
                value,
                "this is a field whose name has brackets",
                "an item of a list is written with a dot: "
                    + INDEX.matcher(name).replaceAll(".$1"));
          } else if (!name.startsWith("$")) {
            condition(name, EQUAL, value, texts, found);
          }
        });
  }

  /** A value that a field is compared with by an operator, or operators. */
  private static void condition(
      String field, String operator, Tree tree, TextOfType texts, Problems found) {
    switch (tree) {
      case Tree.Mapping operators -> {
        operators.get("$elemMatch").ifPresent(it -> filter(it, texts, found));
        operators(field, operators.entries(), texts, found);
      }
      case Tree.Sequence values ->
          values.items().forEach(it -> condition(field, operator, it, texts, found));
      case Tree.Scalar scalar -> compared(field, operator, scalar, texts, found);
    }
  }

  private static void operators(
      String field, Map<String, Tree> operators, TextOfType texts, Problems found) {
    operators.forEach((name, value) -> {
      if (name.startsWith("$")) {
        condition(field, name, value, texts, found);
      }
    });
  }

  private static void compared(
      String field, String operator, Tree.Scalar scalar, TextOfType texts, Problems found) {
    if (field.equals(ID)) {
      texts
          .id(scalar)
          .ifPresent(it ->
              found.add(
                  scalar,
                  "this is a text of 24 hex digits, and MongoDB finds no ObjectId by a text",
                  "write ${objectId(" + it + ")}, if the ids of the collection are ObjectIds"));
    }
    if (ORDERS.contains(operator)) {
      texts
          .date(scalar)
          .ifPresent(it ->
              found.add(
                  scalar,
                  "this is a text that looks like a date, and MongoDB compares no date with a text",
                  "write ${date(" + it + ")}, if the collection stores dates and no texts"));
    }
  }
}

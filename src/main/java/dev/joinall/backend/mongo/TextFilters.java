package dev.joinall.backend.mongo;

import dev.joinall.config.CallWarnings;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Warns about a text in a filter that looks like a value of another type: for MongoDB an ObjectId
 * or a date differs from a text, so nothing matches. Checks constants of the file, and inputs whose
 * schema requires such a text.
 */
record TextFilters(CallWarnings warnings) {
  private static final String ID = "_id";
  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");
  private static final String EQUAL = "$eq";
  private static final Set<String> LISTS = Set.of("$and", "$or", "$nor");
  private static final Set<String> ORDERS = Set.of("$gt", "$gte", "$lt", "$lte");

  void check(MongoCall call) {
    call.arguments()
        .forEach((name, argument) -> {
          if (name.equals("filter")) {
            filter(argument);
          } else if (name.equals("pipeline") && argument instanceof Tree.Sequence stages) {
            stages.items().forEach(this::stage);
          }
        });
  }

  private void stage(Tree stage) {
    if (stage instanceof Tree.Mapping mapping) {
      mapping.get("$match").ifPresent(this::filter);
      if (mapping.get("$group").orElse(null) instanceof Tree.Mapping group
          && group.get(ID).orElse(null) instanceof Tree.Scalar id
          && id.value() instanceof String text
          && !text.contains("$")) {
        warnings.add(
            id,
            "this is the text " + text + ", so all documents are one group",
            "a field is written $" + text + "; one group of all is _id: null");
      }
    }
  }

  private void filter(Tree tree) {
    if (!(tree instanceof Tree.Mapping filter)) {
      return;
    }
    filter
        .entries()
        .forEach((name, value) -> {
          if (LISTS.contains(name) && value instanceof Tree.Sequence filters) {
            filters.items().forEach(this::filter);
          } else if (INDEX.matcher(name).find()) {
            warnings.add(
                value,
                "this is a field whose name has brackets",
                "an item of a list is written with a dot: "
                    + INDEX.matcher(name).replaceAll(".$1"));
          } else if (!name.startsWith("$")) {
            condition(name, EQUAL, value);
          }
        });
  }

  /** Checks a value to compare a field with by an operator, or a mapping of operators. */
  private void condition(String field, String operator, Tree tree) {
    switch (tree) {
      case Tree.Mapping operators -> {
        operators.get("$elemMatch").ifPresent(this::filter);
        operators(field, operators.entries());
      }
      case Tree.Sequence values -> values.items().forEach(it -> condition(field, operator, it));
      case Tree.Scalar scalar -> compared(field, operator, scalar);
    }
  }

  private void operators(String field, Map<String, Tree> operators) {
    operators.forEach((name, value) -> {
      if (name.startsWith("$")) {
        condition(field, name, value);
      }
    });
  }

  private void compared(String field, String operator, Tree.Scalar scalar) {
    if (field.equals(ID)) {
      new TextOfType(warnings)
          .id(scalar)
          .ifPresent(it ->
              warnings.add(
                  scalar,
                  "this is a text of 24 hex digits, and MongoDB finds no ObjectId by a text",
                  "write ${objectId(" + it + ")}, if the ids of the collection are ObjectIds"));
    }
    if (ORDERS.contains(operator)) {
      new TextOfType(warnings)
          .date(scalar)
          .ifPresent(it ->
              warnings.add(
                  scalar,
                  "this is a text that looks like a date, and MongoDB compares no date with a text",
                  "write ${date(" + it + ")}, if the collection stores dates and no texts"));
    }
  }
}

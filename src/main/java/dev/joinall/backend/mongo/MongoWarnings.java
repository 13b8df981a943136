package dev.joinall.backend.mongo;

import dev.joinall.config.CallWarnings;
import dev.joinall.config.Tree;
import java.util.Set;
import java.util.regex.Pattern;

/** Warns about calls whose texts are probably mistakes. */
record MongoWarnings(CallWarnings warnings) {
  /** Arguments in which a dollar sign may name an operator or a field. */
  private static final Set<String> LITERAL = Set.of("filter", "document", "replacement", "update");

  /**
   * A whole text in the syntax of a variable; in a longer text a dollar sign may have another
   * meaning.
   */
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:(?:path|query|header|body|item)\\.)?\\w+|\\{[\\w-]+}");

  void check(MongoCall call) {
    call.arguments()
        .forEach((name, argument) -> {
          if (LITERAL.contains(name)) {
            warnings.literal(argument);
          }
          if (name.equals("filter")) {
            variables(argument);
          }
        });
    new TextFilters(warnings).check(call);
  }

  private void variables(Tree tree) {
    switch (tree) {
      case Tree.Scalar scalar -> {
        if (VARIABLE.matcher(scalar.text()).matches()) {
          warnings.variables(scalar);
        }
      }
      case Tree.Sequence sequence -> sequence.items().forEach(this::variables);
      case Tree.Mapping mapping ->
          mapping
              .entries()
              .forEach((name, value) -> {
                if (!name.equals("$expr")) {
                  variables(value);
                }
              });
    }
  }
}

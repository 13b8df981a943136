package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Warns of a variable in the notation of a shell or a route, such as {@code $id} or <code>{id}
 * </code>, which is a text here.
 *
 * @param variables the variables of the route
 */
record OtherNotations(List<String> variables, Problems found) {
  private static final String ESCAPED = "$$";
  private static final String ROOTS = "\\$((?:path|query|header|body|item)\\.[A-Za-z_]\\w*)";

  /** Beside an expression, braces belong to the text: "{cart}:${path.cart}". */
  void check(Tree tree) {
    if (!(tree instanceof Tree.Scalar scalar)
        || !(scalar.value() instanceof String text)
        || text.contains(ESCAPED)) {
      return;
    }
    ExpressionTexts texts = ExpressionTexts.in(text);
    Matcher matcher = pattern(texts.expressions().isEmpty()).matcher(texts.literal());
    if (matcher.find()) {
      String name = null;
      for (int i = 1; i <= matcher.groupCount() && name == null; i++) {
        name = matcher.group(i) == null ? null : (i == 1 ? "" : "path.") + matcher.group(i);
      }
      found.add(
          tree,
          "this is the text " + matcher.group() + ", and not a value",
          "write ${" + name + "}");
    }
  }

  private Pattern pattern(boolean withBraces) {
    if (variables.isEmpty()) {
      return Pattern.compile(ROOTS);
    }
    String names = variables.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    String dollar = ROOTS + "|\\$(" + names + ")\\b";
    return Pattern.compile(withBraces ? dollar + "|\\{(" + names + ")}" : dollar);
  }
}

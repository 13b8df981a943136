package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns of texts that are meant as something else: JSON in quotes where a value can be written, the
 * fields of a form without their type, and the name of a value without <code>${}</code>.
 */
final class TextInstead implements Warnings.Check {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^}]*}");

  /** Two fields or more. */
  private static final Pattern FORM =
      Pattern.compile("[\\w.\\[\\]-]+=[^&\\s]*(?:&[\\w.\\[\\]-]+=[^&\\s]*)+");

  /** The keys of a task that hold values. */
  private static final List<String> VALUES =
      List.of("value", "fallback", "body", "query", "headers", "form", "with");

  /** Those where a dollar sign and braces may have a meaning of their own. */
  private static final List<String> LITERAL =
      List.of("command", "filter", "document", "replacement", "update");

  private static final List<String> PATHS =
      List.of("get", "head", "post", "put", "patch", "delete");

  /** An expression within quotes that would be part of the text. */
  private static final Pattern QUOTED = Pattern.compile("'(\\$\\{[^{}']*})'");

  /** A whole text such as {@code tasks.a.name}, or one within the marks of another tool. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:@?\\{ ?|\\$\\.?|<%= ?|)(path|query|header|body|tasks|outcomes)\\.([A-Za-z_]\\w*)"
              + "(?:[.\\[][^\\s{}]*)?(?: ?}| ?%>)?");

  @Override
  public void look(Explanation explanation, Problems found) {
    for (TaskConfig task : explanation.config().tasks().values()) {
      if (!(task.where() instanceof Tree.Mapping mapping)) {
        continue;
      }
      boolean typed = hasContentType(mapping);
      for (String key : List.of("value", "fallback", "body")) {
        mapping
            .get(key)
            .filter(it -> !typed || !key.equals("body"))
            .ifPresent(it -> json(it, found));
      }
      mapping.get("body").filter(it -> !typed).ifPresent(it -> form(it, found));
      for (String key : VALUES) {
        mapping.get(key).ifPresent(it -> names(it, explanation, found));
      }
      for (String key : LITERAL) {
        mapping.get(key).ifPresent(it -> plainNames(it, explanation, found));
      }
      for (String verb : PATHS) {
        mapping.get(verb).ifPresent(it -> segments(it, explanation, found));
      }
    }
    respond(explanation, explanation.config().respond().met(), found);
    explanation.config().respond().unmet().values().forEach(it -> respond(explanation, it, found));
    explanation
        .config()
        .refusals()
        .forEach(refusal -> refusal.body().ifPresent(it -> json(it, found)));
  }

  private static void respond(Explanation explanation, RespondConfig.Made respond, Problems found) {
    boolean typed = respond.headers().keySet().stream().anyMatch(TextInstead::isType);
    respond.body().filter(it -> !typed).ifPresent(it -> json(it, found));
    respond.body().ifPresent(it -> names(it, explanation, found));
    respond.headers().values().forEach(it -> names(it, explanation, found));
  }

  private static boolean hasContentType(Tree.Mapping task) {
    return task.get("headers").orElse(null) instanceof Tree.Mapping headers
        && headers.entries().keySet().stream().anyMatch(TextInstead::isType);
  }

  private static boolean isType(String header) {
    return header.equalsIgnoreCase("content-type");
  }

  private static void json(Tree tree, Problems found) {
    if (tree instanceof Tree.Scalar scalar
        && scalar.value() instanceof String text
        && isStructure(EXPRESSION.matcher(text.strip()).replaceAll("0"))) {
      found.add(
          tree,
          "this is a text, and not the JSON in it",
          "write it without the quotes around it, as a mapping or a list");
    }
  }

  private static void form(Tree body, Problems found) {
    if (body instanceof Tree.Scalar scalar
        && scalar.value() instanceof String text
        && FORM.matcher(EXPRESSION.matcher(text.strip()).replaceAll("0")).matches()) {
      found.add(
          body,
          "this is sent as a text of JSON, and not as the fields of a form",
          "write form: with a key for each field");
    }
  }

  private static boolean isStructure(String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return false;
    }
    try {
      var _ = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (MalformedJson e) {
      return false;
    }
  }

  private static void names(Tree tree, Explanation explanation, Problems found) {
    switch (tree) {
      case Tree.Scalar scalar -> name(scalar, explanation, found);
      case Tree.Sequence sequence -> sequence.items().forEach(it -> names(it, explanation, found));
      case Tree.Mapping mapping ->
          mapping.entries().values().forEach(it -> names(it, explanation, found));
    }
  }

  private static void segments(Tree path, Explanation explanation, Problems found) {
    if (!(path instanceof Tree.Scalar scalar)) {
      return;
    }
    for (String segment : scalar.text().split("/", -1)) {
      Matcher matcher = NAME.matcher(segment);
      if (matcher.matches()
          && !segment.contains("$")
          && known(matcher.group(1), explanation).contains(matcher.group(2))) {
        found.add(
            scalar,
            "this has the text " + segment + ", and not a value",
            "write ${" + matcher.group(1) + "." + matcher.group(2) + "}");
      }
    }
  }

  private static void plainNames(Tree tree, Explanation explanation, Problems found) {
    switch (tree) {
      case Tree.Scalar scalar -> {
        if (Character.isLetter(scalar.text().isEmpty() ? ' ' : scalar.text().charAt(0))
            || QUOTED.matcher(scalar.text()).matches()) {
          name(scalar, explanation, found);
        }
      }
      case Tree.Sequence sequence ->
          sequence.items().forEach(it -> plainNames(it, explanation, found));
      case Tree.Mapping mapping ->
          mapping.entries().values().forEach(it -> plainNames(it, explanation, found));
    }
  }

  private static void name(Tree.Scalar scalar, Explanation explanation, Problems found) {
    Matcher quoted = QUOTED.matcher(scalar.text());
    if (scalar.value() instanceof String && quoted.matches()) {
      found.add(
          scalar,
          "the quotes around the expression are part of the text",
          "write " + quoted.group(1));
    }
    Matcher matcher = NAME.matcher(scalar.text().strip());
    if (scalar.value() instanceof String
        && matcher.matches()
        && known(matcher.group(1), explanation).contains(matcher.group(2))) {
      found.add(
          scalar,
          "this is the text " + scalar.onOneLine() + ", and not a value",
          "write ${" + matcher.group(1) + "." + matcher.group(2) + "}");
    }
  }

  private static Set<String> known(String root, Explanation explanation) {
    var config = explanation.config();
    return switch (root) {
      case "path" ->
          config
              .route()
              .map(it -> Set.copyOf(it.variables()))
              .orElseGet(() -> config.input().path().keySet());
      case "query" -> config.input().query().keySet();
      case "header" -> config.input().header().keySet();
      case "tasks", "outcomes" -> config.tasks().keySet();
      default ->
          config
              .input()
              .body()
              .flatMap(it -> it.get("properties"))
              .filter(Tree.Mapping.class::isInstance)
              .map(it -> ((Tree.Mapping) it).entries().keySet())
              .orElse(Set.of());
    };
  }
}

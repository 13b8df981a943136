package dev.joinall.explain;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.InputConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Warns of the texts of one aggregation. */
record TextWarnings(AggregationConfig config, Problems found) implements CallWarnings {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^}]*}");

  @Override
  public void add(Tree where, String message, String hint) {
    found.add(where, message, hint);
  }

  @Override
  public Optional<Tree.Mapping> schema(String group, String name) {
    InputConfig input = config.input();
    return switch (group) {
      case "path" -> schema(input.path(), name);
      case "query" -> schema(input.query(), name);
      case "header" -> schema(input.header(), name);
      default ->
          input
              .body()
              .flatMap(it -> mapping(it.get("properties")))
              .flatMap(it -> mapping(it.get(name)));
    };
  }

  private static Optional<Tree.Mapping> schema(
      Map<String, InputConfig.Parameter> parameters, String name) {
    return Optional.ofNullable(parameters.get(name)).map(InputConfig.Parameter::schema);
  }

  private static Optional<Tree.Mapping> mapping(Optional<Tree> tree) {
    return tree.filter(Tree.Mapping.class::isInstance).map(Tree.Mapping.class::cast);
  }

  @Override
  public void value(Tree value) {
    new UnmarkedNames(config, found).in(value);
  }

  @Override
  public void literal(Tree value) {
    new UnmarkedNames(config, found).withoutMarks(value);
  }

  @Override
  public void variables(Tree text) {
    List<String> variables = config.route().map(RouteConfig::variables).orElse(List.of());
    new OtherNotations(variables, found).check(text);
  }

  @Override
  public void path(Tree path) {
    new UnmarkedNames(config, found).inSegments(path);
    variables(path);
  }

  @Override
  public void markup(Tree text) {
    EscapedMarkup.check(text, found);
  }

  @Override
  public void message(Map<String, Tree> headers, Optional<Tree> body) {
    headers.values().forEach(this::value);
    NearHeaders.check(headers, found);
    body.ifPresent(it -> {
      Optional<Tree> type =
          headers.entrySet().stream()
              .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
              .map(Map.Entry::getValue)
              .findFirst();
      type.ifPresentOrElse(written -> EscapedMarkup.check(written, it, found), () -> json(it));
      value(it);
    });
  }

  /** Looks for JSON in quotes where a value can be written. */
  void json(Tree tree) {
    if (tree instanceof Tree.Scalar scalar
        && scalar.value() instanceof String text
        && isStructure(EXPRESSION.matcher(text.strip()).replaceAll("0"))) {
      found.add(
          tree,
          "this is a text, and not the JSON in it",
          "write it without the quotes around it, as a mapping or a list");
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
}

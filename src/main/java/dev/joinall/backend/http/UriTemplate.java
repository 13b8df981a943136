package dev.joinall.backend.http;

import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path and query of a call. Values of expressions are encoded, so that they can't leave their
 * segment or argument. They must not make a segment empty, or result in a path that {@link
 * PathRules} rejects.
 */
record UriTemplate(List<Piece> path, List<Argument> query) {
  private static final Pattern NO_PATH = Pattern.compile("[?#\\s\\p{Cntrl}]");

  /**
   * A variable in the syntax of other tools: {@code {id}} or {@code :id}. RFC 3986 allows no
   * braces.
   */
  private static final Pattern FOREIGN_VARIABLE =
      Pattern.compile("(?:^|/)(\\{(?:path\\.)?\\w+}|:\\w+)(?=/|$)");

  private static final Pattern BRACE = Pattern.compile("[{}]");

  sealed interface Piece {}

  /** A constant, sent unchanged. */
  record Fixed(String text) implements Piece {}

  /** A template within one segment. */
  record Encoded(Template template) implements Piece {}

  /** The rest of a client's path: several segments, with the slashes between them. */
  record Segments(Template template) implements Piece {}

  /**
   * One query argument, or one for each element of a list.
   *
   * @param name encoded, with its equals sign
   */
  record Argument(String name, Template value) {}

  UriTemplate {
    path = joined(path);
    query = List.copyOf(query);
  }

  /** Joins adjacent constants into one piece. */
  private static List<Piece> joined(List<Piece> pieces) {
    List<Piece> joined = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece instanceof Fixed(String text)
          && !joined.isEmpty()
          && joined.getLast() instanceof Fixed(String before)) {
        joined.set(joined.size() - 1, new Fixed(before + text));
      } else {
        joined.add(piece);
      }
    }
    return List.copyOf(joined);
  }

  /**
   * @param address of the API; its path comes first
   */
  static UriTemplate compile(URI address, HttpCall call, Templates templates) {
    String raw = URI.create(address.toASCIIString()).getRawPath();
    String prefix = raw == null ? "" : raw;
    checkStart(call.path(), templates.problems());
    List<Piece> path = new ArrayList<>();
    path.add(new Fixed(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix));
    Template written = templates.compile(call.path());
    List<Template> parts = written instanceof Template.Text text ? text.parts() : List.of(written);
    parts.forEach(part ->
        path.add(
            templates.isSegments(part)
                ? new Segments(part)
                : piece(part, call.path(), templates.problems())));
    checkConstant(path, call.path(), templates.problems());
    List<Argument> query = new ArrayList<>();
    templates
        .compile(call.query())
        .forEach((name, value) ->
            query.add(
                new Argument(
                    PercentEncoder.ARGUMENT.encoded(OptionalKeys.name(name)) + "=", value)));
    return new UriTemplate(path, query);
  }

  private static void checkStart(Tree path, Problems problems) {
    boolean absolute =
        path instanceof Tree.Scalar scalar
            && scalar.text().startsWith("/")
            && !scalar.text().startsWith("//");
    if (!absolute) {
      boolean url = path instanceof Tree.Scalar scalar && scalar.text().contains("://");
      problems.add(
          path,
          "a path starts with /, got " + path.noun(),
          url
              ? "scheme and host belong to the url of the backend; write the path, such as get: /items"
              : "for example get: /items");
    }
  }

  /** Checks constant paths; values of expressions are checked at run time. */
  private static void checkConstant(List<Piece> path, Tree written, Problems problems) {
    if (problems.hasProblemsAt(written)) {
      return;
    }
    var fixed = new StringBuilder();
    for (Piece piece : path) {
      fixed.append(piece instanceof Fixed(String text) ? text : "${}");
    }
    PathRules.problem(fixed.toString())
        .ifPresent(it ->
            problems.add(
                written, it, "write it without such a segment, also in the backend's url"));
  }

  private static Piece piece(Template part, Tree path, Problems problems) {
    if (!(part instanceof Template.Constant(Json json))) {
      if (Templates.isList(part)) {
        problems.add(
            path,
            "a segment of a path is a text, got an expression that gives a list",
            "write for-each: { in: ... } and item, or list.map(x, string(x)).join(',')");
      }
      return new Encoded(part);
    }
    String text = json.text();
    if (NO_PATH.matcher(text).find()) {
      problems.add(
          path,
          "a path has no ?, # or blank, and no control character",
          text.contains("?") ? "write arguments under query:" : "write a blank as %20");
    }
    Matcher variable = FOREIGN_VARIABLE.matcher(text);
    if (variable.find()) {
      problems.add(
          path,
          "\"" + variable.group(1) + "\" is no variable in the path of a call",
          "write ${path."
              + variable.group(1).replaceAll("[{}:]|path\\.", "")
              + "}; the characters themselves are %7B, %7D and %3A");
    } else if (BRACE.matcher(text).find()) {
      problems.add(path, "a path has no braces", "write them as %7B and %7D");
    }
    return new Fixed(PercentEncoder.PATH.encoded(text));
  }

  String render(Scope scope) {
    if (query.isEmpty() && path.size() == 1 && path.getFirst() instanceof Fixed(String text)) {
      return text;
    }
    var uri = new StringBuilder(64);
    boolean fixed = true;
    for (Piece piece : path) {
      switch (piece) {
        case Fixed(String text) -> uri.append(text);
        case Encoded(Template template) -> {
          fixed = false;
          encode(template, template.text(scope), uri);
        }
        case Segments(Template template) -> {
          fixed = false;
          encodeEach(template, template.text(scope), uri);
        }
      }
    }
    if (!fixed) {
      PathRules.problem(uri.toString()).ifPresent(this::refuse);
    }
    query(scope, uri);
    return uri.toString();
  }

  private static void encode(Template template, String segment, StringBuilder uri) {
    PercentEncoder.SEGMENT.encode(segment, uri);
    if (uri.charAt(uri.length() - 1) == '/') {
      throw template.invalid("a segment of a path can't be empty");
    }
  }

  /** Encodes each segment; only the last one may be empty. */
  private static void encodeEach(Template template, String segments, StringBuilder uri) {
    int from = 0;
    for (int to = segments.indexOf('/'); to >= 0; to = segments.indexOf('/', from)) {
      encode(template, segments.substring(from, to), uri);
      uri.append('/');
      from = to + 1;
    }
    PercentEncoder.SEGMENT.encode(segments.substring(from), uri);
  }

  private void refuse(String why) {
    List<Template> computed = new ArrayList<>();
    for (Piece piece : path) {
      if (piece instanceof Encoded(Template template)) {
        computed.add(template);
      } else if (piece instanceof Segments(Template template)) {
        computed.add(template);
      }
    }
    throw new Template.Items(computed).invalid(why);
  }

  private void query(Scope scope, StringBuilder uri) {
    char separator = '?';
    for (Argument argument : query) {
      Json value = argument.value().render(scope);
      List<Json> values = value.kind() == Json.Kind.ARRAY ? value.elements() : List.of(value);
      for (Json one : values) {
        if (!one.isNull()) {
          uri.append(separator).append(argument.name());
          PercentEncoder.ARGUMENT.encode(one.text(), uri);
          separator = '&';
        }
      }
    }
  }
}

package dev.joinall.backend.http;

import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The path and query of a call. What an expression gives is encoded, so that it stays within its
 * segment or argument; a segment may not become empty, {@code .} or {@code ..} by it.
 *
 * @param parts of the path: constants as they were written, anything else is encoded
 */
record UriTemplate(List<Template> parts, Map<String, Template> query) {

  static UriTemplate compile(String prefix, Operation.HttpCall call, Templates templates) {
    checkPath(call.path(), templates.problems());
    List<Template> parts = new ArrayList<>();
    String base = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    parts.add(new Template.Constant(Json.string(base)));
    Template path = templates.compile(call.path());
    if (path instanceof Template.Text text) {
      parts.addAll(text.parts());
    } else {
      parts.add(path);
    }
    return new UriTemplate(parts, templates.compile(call.query()));
  }

  private static void checkPath(Tree path, Problems problems) {
    boolean absolute =
        path instanceof Tree.Scalar scalar
            && scalar.text().startsWith("/")
            && !scalar.text().startsWith("//");
    if (!absolute) {
      problems.add(path, "a path starts with /, this is " + path.noun(), "for example get: /items");
    } else if (((Tree.Scalar) path).text().matches("(?s)[^$]*[?#\\s].*")) {
      problems.add(path, "a path has no ?, # or blank", "write arguments under query:");
    }
  }

  String render(Scope scope) {
    var uri = new StringBuilder(64);
    int segment = 0;
    for (Template part : parts) {
      if (part instanceof Template.Constant constant) {
        uri.append(constant.json().text());
      } else {
        segment = uri.lastIndexOf("/") + 1;
        PercentEncoder.SEGMENT.encode(part.text(scope), uri);
        checkSegment(uri, segment);
      }
    }
    query(scope, uri);
    return uri.toString();
  }

  private static void checkSegment(StringBuilder uri, int from) {
    String segment = uri.substring(from);
    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
      throw new InvalidExpression("\"" + segment + "\" can't be a part of a path");
    }
  }

  private void query(Scope scope, StringBuilder uri) {
    char separator = '?';
    for (Map.Entry<String, Template> argument : query.entrySet()) {
      Json value = argument.getValue().render(scope);
      List<Json> values = value.kind() == Json.Kind.ARRAY ? value.elements() : List.of(value);
      for (Json one : values) {
        if (!one.isNull()) {
          uri.append(separator);
          PercentEncoder.ARGUMENT.encode(argument.getKey(), uri);
          uri.append('=');
          PercentEncoder.ARGUMENT.encode(one.text(), uri);
          separator = '&';
        }
      }
    }
  }
}

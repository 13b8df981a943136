package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.regex.Pattern;

/** Writes HTML; every text is escaped. Not thread-safe. */
final class Html {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

  private final StringBuilder out = new StringBuilder();

  /** Trusted markup, not escaped. */
  Html raw(String tags) {
    out.append(tags);
    return this;
  }

  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  Html element(String name, String text) {
    return raw("<" + name + ">").text(text).raw("</" + name + ">");
  }

  Html method(String method) {
    return raw("<span class=\"method ").text(method).raw("\">").text(method).raw("</span>");
  }

  /** A path with its variables highlighted. */
  Html path(String path) {
    return raw("<code class=\"path\">")
        .raw(VARIABLE.matcher(escaped(path)).replaceAll("<var>$0</var>"))
        .raw("</code>");
  }

  /** A subset of Markdown: paragraphs, lists, and inline code. Anything else stays as written. */
  Html markdown(String text) {
    for (String block : text.strip().split("\n\\s*\n", -1)) {
      if (block.startsWith("- ")) {
        raw("<ul>");
        for (String item : block.substring(2).split("\n- ", -1)) {
          raw("<li>").line(item).raw("</li>");
        }
        raw("</ul>");
      } else if (!block.isBlank()) {
        raw("<p>").line(block).raw("</p>");
      }
    }
    return this;
  }

  /** One line, or a part of it. */
  Html line(String text) {
    return raw(CODE.matcher(escaped(text)).replaceAll("<code>$1</code>"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static Json member(Json object, String name) {
    Json member = object.get(name);
    return member == null ? Json.EMPTY_OBJECT : member;
  }

  /** The member's text; empty without one. */
  static String text(Json object, String name) {
    Json member = object.get(name);
    return member == null ? "" : member.text();
  }

  static Json at(Json object, String... names) {
    Json at = object;
    for (String name : names) {
      at = member(at, name);
    }
    return at;
  }

  /** The target of a reference within the document; any other part is returned itself. */
  static Json resolve(Json document, Json part) {
    String reference = text(part, "$ref");
    return reference.startsWith("#/")
        ? resolve(document, at(document, reference.substring(2).split("/", -1)))
        : part;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}

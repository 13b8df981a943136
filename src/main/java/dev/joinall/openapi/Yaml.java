package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Writes JSON as YAML for people: in blocks, on lines of up to {@link #WIDTH} columns, and what is
 * small on one line. The same text for the same value, always. Not thread-safe.
 */
final class Yaml {
  private static final int WIDTH = 100;
  private static final int STEP = 2;

  /** Of a mapping on one line. */
  private static final int MOST_MEMBERS = 4;

  /** As a key of a block, a path may have its variables. */
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_./{}-]*");

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  /** Of an object. */
  static String of(Json value) {
    var yaml = new Yaml();
    yaml.value(value, 0, 0);
    return yaml.out.append('\n').toString();
  }

  /**
   * @param indent of what goes on its own lines
   * @param column where it begins
   */
  private void value(Json value, int indent, int column) {
    switch (value.kind()) {
      case OBJECT -> object(value, indent);
      case ARRAY -> array(value, indent, column);
      case STRING -> text(value.text(), indent, column);
      case NUMBER, BOOLEAN, NULL -> out.append(value);
    }
  }

  private void object(Json object, int indent) {
    List<String> names = new ArrayList<>();
    object.forEachMember((name, member) -> {
      if (!names.isEmpty()) {
        line(indent);
      }
      names.add(name);
      String key = key(name);
      out.append(key).append(':');
      below(member, indent, indent + key.length() + 2);
    });
    if (names.isEmpty()) {
      out.append("{}");
    }
  }

  /** What stands behind a key: on its line, or on lines of its own. */
  private void below(Json member, int indent, int column) {
    String line = onOneLine(member);
    boolean container = member.kind() == Json.Kind.OBJECT || member.kind() == Json.Kind.ARRAY;
    if (container && (line.isEmpty() || column + line.length() > WIDTH)) {
      line(indent + STEP);
      value(member, indent + STEP, indent + STEP);
    } else if (container) {
      out.append(' ').append(line);
    } else {
      out.append(' ');
      value(member, indent + STEP, column);
    }
  }

  private void array(Json array, int indent, int column) {
    List<Json> elements = array.elements();
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        line(indent);
      }
      out.append("- ");
      String line = onOneLine(elements.get(i));
      if (line.isEmpty() || column + line.length() > WIDTH) {
        value(elements.get(i), indent + STEP, column + STEP);
      } else {
        out.append(line);
      }
    }
    if (elements.isEmpty()) {
      out.append("[]");
    }
  }

  private void line(int indent) {
    out.append('\n').repeat(' ', indent);
  }

  /** Empty where it would not be read well. */
  private static String onOneLine(Json value) {
    return switch (value.kind()) {
      case OBJECT -> membersOnOneLine(value);
      case ARRAY -> elementsOnOneLine(value);
      case STRING -> value.text().contains("\n") ? "" : YamlText.anywhere(value.text());
      case NUMBER, BOOLEAN, NULL -> value.toString();
    };
  }

  private static String membersOnOneLine(Json object) {
    if (object.size() > MOST_MEMBERS) {
      return "";
    }
    var line = new StringJoiner(", ", "{ ", " }").setEmptyValue("{}");
    List<Json> large = new ArrayList<>();
    object.forEachMember((name, member) -> {
      String value =
          member.kind() == Json.Kind.OBJECT && member.size() > 0 ? "" : onOneLine(member);
      if (value.isEmpty()) {
        large.add(member);
      }
      line.add(YamlText.anywhere(name) + ": " + value);
    });
    return large.isEmpty() ? line.toString() : "";
  }

  private static String elementsOnOneLine(Json array) {
    var line = new StringJoiner(", ", "[", "]");
    for (Json element : array.elements()) {
      boolean scalar = element.kind() != Json.Kind.OBJECT && element.kind() != Json.Kind.ARRAY;
      String value = scalar ? onOneLine(element) : "";
      if (value.isEmpty()) {
        return "";
      }
      line.add(value);
    }
    return line.toString();
  }

  private static String key(String name) {
    return PATH.matcher(name).matches() ? name : YamlText.anywhere(name);
  }

  private void text(String text, int indent, int column) {
    if (YamlText.isLiteral(text)) {
      out.append(text.endsWith("\n") ? "|" : "|-");
      text.lines()
          .forEach(line -> {
            out.append('\n').repeat(' ', line.isEmpty() ? 0 : indent).append(line);
          });
    } else if (column + text.length() > WIDTH && YamlText.isFoldable(text)) {
      folded(text, indent);
    } else {
      out.append(YamlText.inBlock(text));
    }
  }

  private void folded(String text, int indent) {
    out.append(">-");
    int column = WIDTH;
    for (String word : text.split(" ", -1)) {
      if (column + 1 + word.length() > WIDTH) {
        line(indent);
        column = indent;
      } else {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
  }
}

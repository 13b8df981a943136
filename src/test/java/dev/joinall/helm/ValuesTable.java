package dev.joinall.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Generates the table of all values from the lines of values.yaml: each comment describes the next
 * key.
 */
final class ValuesTable {
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):(?: (.*))?");

  private final List<String> rows = new ArrayList<>();
  private final List<String> path = new ArrayList<>();
  private final StringBuilder comment = new StringBuilder();

  private ValuesTable() {}

  /**
   * One row for each value, in order.
   *
   * @throws AssertionError if a value has no comment
   */
  static List<String> rows(String yaml) {
    var table = new ValuesTable();
    int text = Integer.MAX_VALUE; // lines with more indentation belong to a multi-line text
    for (String line : yaml.lines().toList()) {
      int indent = line.length() - line.stripLeading().length();
      if (indent > text || line.isBlank()) {
        table.comment.setLength(0);
      } else {
        text = line.endsWith(": |") ? indent : Integer.MAX_VALUE;
        table.read(line);
      }
    }
    return table.rows;
  }

  private void read(String line) {
    Matcher key = KEY.matcher(line);
    if (line.strip().startsWith("#")) {
      comment.append(line.strip().substring(1));
    } else if (key.matches()) {
      while (path.size() > key.group(1).length() / 2) {
        path.removeLast();
      }
      path.add(key.group(2));
      if (key.group(3) != null) {
        row(key.group(3));
      }
      comment.setLength(0);
    } else {
      throw new AssertionError("neither a comment nor a key: " + line);
    }
  }

  private void row(String value) {
    String name = String.join(".", path);
    if (comment.isEmpty()) {
      throw new AssertionError(name + " has no comment");
    }
    String shown = value.equals("|") ? "a route that needs no backend" : "`" + value + "`";
    rows.add(
        "| `%s` | %s | %s |"
            .formatted(name, shown, comment.toString().strip().replace("|", "\\|")));
  }
}

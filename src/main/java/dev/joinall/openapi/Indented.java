package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.StringJoiner;

/** Indented JSON; a short value stays on one line. */
final class Indented {
  private static final int WIDTH = 84;

  private Indented() {}

  static String of(Json value) {
    return of(value, "");
  }

  private static String of(Json value, String indent) {
    if (value.size() == 0 || indent.length() + value.toString().length() <= WIDTH) {
      return spaced(value);
    }
    String deeper = indent + "  ";
    boolean isObject = value.kind() == Json.Kind.OBJECT;
    var lines =
        new StringJoiner(
            ",\n" + deeper,
            (isObject ? "{" : "[") + "\n" + deeper,
            "\n" + indent + (isObject ? "}" : "]"));
    value.elements().forEach(it -> lines.add(of(it, deeper)));
    value.forEachMember((name, member) -> lines.add(Json.string(name) + ": " + of(member, deeper)));
    return lines.toString();
  }

  private static String spaced(Json value) {
    return switch (value.kind()) {
      case OBJECT -> {
        var line = new StringJoiner(", ", "{ ", " }").setEmptyValue("{}");
        value.forEachMember((name, member) -> line.add(Json.string(name) + ": " + spaced(member)));
        yield line.toString();
      }
      case ARRAY -> {
        var line = new StringJoiner(", ", "[", "]");
        value.elements().forEach(it -> line.add(spaced(it)));
        yield line.toString();
      }
      case STRING, NUMBER, BOOLEAN, NULL -> value.toString();
    };
  }
}

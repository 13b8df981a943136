package dev.joinall.json;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import com.networknt.schema.format.Formats;
import java.util.List;
import java.util.Map;

/**
 * A format with a maximum length: most formats are checked with JDK patterns, whose time may be
 * quadratic in the length, and whose stack may grow with it. A longer text does not match.
 *
 * @param max in characters
 * @param each the work of each character
 */
record BoundedFormat(Format format, int max, int each) implements Format {
  /** Longer than any address of RFC 5321, host name of RFC 1035, or time of RFC 3339. */
  private static final int MAX = 320;

  /** Formats whose parser in the library is linear. */
  private static final Map<String, Integer> LONGER =
      Map.of(
          "uri", 8_192,
          "uri-reference", 8_192,
          "iri", 8_192,
          "iri-reference", 8_192,
          "uri-template", 1_000,
          "regex", 1_000,
          "json-pointer", Integer.MAX_VALUE,
          "relative-json-pointer", Integer.MAX_VALUE);

  /** The work of checking one character. */
  private static final int CHARACTER = 40;

  private static final Map<String, Integer> OTHERS =
      Map.of(
          "uri", 4,
          "uri-reference", 4,
          "iri", 4,
          "iri-reference", 4,
          "json-pointer", 1,
          "relative-json-pointer", 1,
          "regex", 70,
          "idn-hostname", 220);

  static List<Format> all() {
    return Formats.DEFAULT.stream().map(BoundedFormat::of).toList();
  }

  private static Format of(Format format) {
    Format own =
        switch (format.getName()) {
          case "json-pointer", "relative-json-pointer" -> new PointerFormat(format.getName());
          default -> format;
        };
    String name = format.getName();
    return new BoundedFormat(
        own, LONGER.getOrDefault(name, MAX), OTHERS.getOrDefault(name, CHARACTER));
  }

  @Override
  public String getName() {
    return format.getName();
  }

  @Override
  public String getMessageKey() {
    return format.getMessageKey();
  }

  @Override
  public boolean matches(ExecutionContext check, SchemaContext context, String text) {
    BoundedCheck.spend((long) each * Math.min(max, text.length()));
    return text.length() <= max && format.matches(check, context, text);
  }
}

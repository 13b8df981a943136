package dev.joinall.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The characters of a YAML file, and the settings of the parser. */
final class YamlText {
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private YamlText() {}

  /**
   * Returns the text without a byte order mark; empty if it has a character that YAML does not
   * allow (section 5.1).
   */
  static Optional<String> of(Source source, Problems problems) {
    String text = withoutMark(source.text());
    return isPrintable(text, problems) ? Optional.of(text) : Optional.empty();
  }

  /**
   * The buffer has the size of the whole text, because the library fails if a surrogate pair
   * crosses the end of a buffer.
   */
  static LoadSettings settings(Source source) {
    return LoadSettings.builder()
        .setLabel(source.name())
        .setBufferSize(source.text().length() + 1)
        .setCodePointLimit(source.text().length() + 1) // FileText limits the bytes
        .setMaxAliasesForCollections(YamlBounds.MAX_NODES)
        .build();
  }

  private static String withoutMark(String text) {
    return text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
  }

  private static boolean isPrintable(String text, Problems problems) {
    int line = 1;
    int column = 1;
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      int c = text.codePointAt(at);
      if (c == BYTE_ORDER_MARK || !StreamReader.isPrintable(c)) {
        problems.add(
            new Position(line, column),
            "",
            "a YAML file can't hold the character U+%04X".formatted(c),
            "in double quotes it can be written as an escape, such as \"\\u%04x\"".formatted(c));
        return false;
      }
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return true;
  }
}

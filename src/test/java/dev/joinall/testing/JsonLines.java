package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files with one JSON document a line. */
final class JsonLines {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private JsonLines() {}

  static List<JsonNode> read(Path file) {
    try {
      return Files.readAllLines(file).stream().map(MAPPER::readTree).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

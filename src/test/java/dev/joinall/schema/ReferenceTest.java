package dev.joinall.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Compares {@code docs/reference.md} with the schema. */
class ReferenceTest {
  private static final FileSchema SCHEMA = new FileSchema();
  private static final Path COMMITTED = Path.of("docs", "reference.md");

  /** With {@code -Dreference.write} the page is regenerated. */
  @Test
  void thePageMatchesTheSchema() throws IOException {
    String generated = new Reference(SCHEMA).write();
    if (System.getProperty("reference.write") != null) {
      Files.writeString(COMMITTED, generated);
    }

    assertThat(Files.readString(COMMITTED))
        .as("docs/reference.md; ./mvnw test -Dtest=ReferenceTest -Dreference.write makes it anew")
        .isEqualTo(generated);
  }

  @Test
  void everyKeyIsExplained() {
    List<String> silent = new ArrayList<>();
    for (Map.Entry<String, JsonNode> place : SCHEMA.root().path("$defs").properties()) {
      for (Map.Entry<String, JsonNode> key : place.getValue().path("properties").properties()) {
        if (!isExplained(key.getValue()) && !refinesAnother(key.getValue())) {
          silent.add(place.getKey() + "." + key.getKey());
        }
      }
    }

    assertThat(silent).isEmpty();
  }

  private static boolean isExplained(JsonNode value) {
    return value.has("description")
        || SCHEMA.definition(value).filter(it -> it.has("description")).isPresent();
  }

  /** With a default of its kind, or with a restriction. */
  private static boolean refinesAnother(JsonNode value) {
    return value.isBoolean()
        || value.has("default")
        || value.has("const")
        || value.has("properties");
  }
}

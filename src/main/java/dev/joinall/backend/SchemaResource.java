package dev.joinall.backend;

import dev.joinall.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Loads the JSON Schema of a kind from its package. */
final class SchemaResource {
  private static final String NAME = "schema.json";

  private SchemaResource() {}

  /**
   * The text of {@code schema.json} in the package of a class. Reads a file.
   *
   * @throws ConfigException if the file is missing
   */
  static String beside(Class<?> kind) {
    try (InputStream in = kind.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new ConfigException("no " + NAME + " in the package of " + kind.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

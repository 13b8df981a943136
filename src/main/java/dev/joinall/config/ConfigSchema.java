package dev.joinall.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The JSON Schema (2020-12) of the file, for editors. The readers decide; tests hold the schema
 * equal to them, key by key.
 */
public final class ConfigSchema {
  private static final String RESOURCE = "/joinall.schema.json";

  private ConfigSchema() {}

  /** Its text, as it is committed. Reads a resource. */
  public static String text() {
    try (InputStream in = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

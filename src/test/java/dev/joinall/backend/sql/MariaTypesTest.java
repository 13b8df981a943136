package dev.joinall.backend.sql;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MariaTypesTest extends MariaTypes {
  @Override
  SqlServer database() {
    return new MariaSql();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "json                   | '{\"a\": 1.10}'              | \"{\\\"a\\\": 1.10}\"",
        "uuid                   | '123e4567-e89b-12d3-a456-426614174000' | \"123e4567-e89b-12d3-a456-426614174000\"",
      })
  void aTypeOfItsOwnBecomesJson(String type, String value, String json) {
    assertJson(type, value, json);
  }
}

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
        "inet4                  | '10.0.0.1'                   | \"10.0.0.1\"",
        "inet6                  | '::1'                        | \"::1\"",
        "json                   | null                         | null",
        "json                   | 'null'                       | \"null\"",
        "date                   | '0000-00-00'                 | null",
        "datetime               | '0000-00-00 00:00:00'        | null",
        "timestamp              | '0000-00-00 00:00:00'        | null",
        "date                   | '2026-00-10'                 | null",
        "date                   | '2026-11-00'                 | null",
        "datetime               | '2026-00-10 08:15:30'        | null",
        "year(2)                | 26                           | 26",
      })
  void aTypeOfItsOwnBecomesJson(String type, String value, String json) {
    assertJson(type, value, json);
  }
}

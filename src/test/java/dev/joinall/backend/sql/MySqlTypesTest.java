package dev.joinall.backend.sql;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlTypesTest extends MariaTypes {
  @Override
  SqlServer database() {
    return new MySqlSql();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "json                   | '{\"a\": 1.10}'              | {\"a\": 1.1}",
        "json                   | '[12345678901234567890]'     | [12345678901234567890]",
        "json                   | null                         | null",
        "point                  | st_geomfromtext('point(1 2)') | \"AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==\"",
      })
  void aTypeOfItsOwnBecomesJson(String type, String value, String json) {
    assertJson(type, value, json);
  }
}

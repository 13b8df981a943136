package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types that MariaDB and MySQL have in common. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MariaTypes {
  private SqlFixture it;

  abstract SqlServer database();

  @BeforeAll
  void start() {
    it = new SqlFixture(database().uri(), ", timeout: 5s");
  }

  @AfterAll
  void stop() {
    if (it != null) {
      it.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tinyint                | -5                           | -5",
        "boolean                | true                         | 1",
        "tinyint unsigned       | 255                          | 255",
        "smallint               | -5                           | -5",
        "mediumint              | 5                            | 5",
        "int(5) zerofill        | 42                           | 42",
        "int zerofill           | 0                            | 0",
        "bigint                 | -9223372036854775808         | -9223372036854775808",
        "bigint unsigned        | 18446744073709551615         | 18446744073709551615",
        "decimal(10,2)          | 148.3                        | 148.30",
        "float                  | 1.5                          | 1.5",
        "double                 | 0.1                          | 0.1",
        "year                   | 2026                         | 2026",
        "date                   | '2026-11-23'                 | \"2026-11-23\"",
        "time                   | '-12:30:00'                  | \"-12:30:00\"",
        "time(3)                | '08:15:30.25'                | \"08:15:30.250\"",
        "datetime               | '2026-11-23 08:15:00'        | \"2026-11-23T08:15:00\"",
        "datetime(3)            | '2026-11-23 08:15:30.25'     | \"2026-11-23T08:15:30.250\"",
        "timestamp              | '2026-11-23 08:15:30'        | \"2026-11-23T08:15:30Z\"",
        "varchar(20)            | 'a\"ä😀'                      | \"a\\\"ä😀\"",
        "text                   | 'long'                       | \"long\"",
        "char(5)                | 'ab'                         | \"ab\"",
        "enum('sad','ok')       | 'ok'                         | \"ok\"",
        "set('a','b')           | 'a,b'                        | \"a,b\"",
        "bit(4)                 | b'0101'                      | \"0101\"",
        "binary(2)              | x'00ff'                      | \"AP8=\"",
        "varbinary(5)           | x'00ff'                      | \"AP8=\"",
        "blob                   | x'00ff'                      | \"AP8=\"",
        "int                    | null                         | null",
        "varchar(5)             | null                         | null",
        "datetime               | null                         | null",
        "blob                   | null                         | null",
      })
  void aTypeBecomesJson(String type, String value, String json) {
    assertJson(type, value, json);
  }

  /** Both with a parameter and without one: the driver uses two protocols. */
  final void assertJson(String type, String value, String json) {
    String create = "create table types (it " + type + " charset utf8mb4)";
    boolean isText = type.startsWith("varchar") || type.equals("text") || type.startsWith("char");
    String table = isText ? create : create.replace(" charset utf8mb4", "");
    it.run("execute: 'drop table if exists types'");
    it.run("execute: '" + table.replace("'", "''") + "'");
    it.run("execute: '" + ("insert into types values (" + value + ")").replace("'", "''") + "'");

    assertThat(it.run("query: select it from types, one: true")).contains("{\"it\":" + json + "}");
    assertThat(it.run("query: \"select it from types where 1 = :one\", args: {one: 1}, one: true"))
        .contains("{\"it\":" + json + "}");
  }
}

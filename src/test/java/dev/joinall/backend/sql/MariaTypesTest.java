package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.MariaServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MariaTypesTest {
  private static SqlFixture it;
  private static MariaServer server;

  @BeforeAll
  static void start() {
    server = MariaServer.shared();
    it = new SqlFixture(server.uri(), ", timeout: 5s");
  }

  @AfterAll
  static void stop() {
    it.close();
  }

  /** Both with a parameter and without one: the driver uses two protocols. */
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
        "json                   | '{\"a\": 1.10}'              | \"{\\\"a\\\": 1.10}\"",
        "uuid                   | '123e4567-e89b-12d3-a456-426614174000' | \"123e4567-e89b-12d3-a456-426614174000\"",
        "int                    | null                         | null",
        "varchar(5)             | null                         | null",
        "datetime               | null                         | null",
        "blob                   | null                         | null",
      })
  void aTypeBecomesJson(String type, String value, String json) {
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

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
        "mediumint unsigned     | 16777215                     | 16777215",
        "int unsigned           | 4294967295                   | 4294967295",
        "bool                   | false                        | 0",
        "decimal(65)            | 99999999999999999999999999999999999999999999999999999999999999999 | 99999999999999999999999999999999999999999999999999999999999999999",
        "decimal(65,30)         | -0.000000000000000000000000000001 | -0.000000000000000000000000000001",
        "decimal(5,2) zerofill  | 1.5                          | 1.50",
        "double                 | 12345.678                    | 12345.678",
        "double                 | -0.5                         | -0.5",
        "year                   | 1901                         | 1901",
        "year                   | 0                            | 0",
        "date                   | '9999-12-31'                 | \"9999-12-31\"",
        "date                   | '0001-01-01'                 | \"0001-01-01\"",
        "time                   | '838:59:59'                  | \"838:59:59\"",
        "time                   | '-838:59:59'                 | \"-838:59:59\"",
        "time                   | '00:00:00'                   | \"00:00:00\"",
        "time                   | '-00:00:01'                  | \"-00:00:01\"",
        "time(6)                | '-100:00:00.000001'          | \"-100:00:00.000001\"",
        "datetime(6)            | '2026-11-23 08:15:30.000001' | \"2026-11-23T08:15:30.000001\"",
        "timestamp(6)           | '2026-11-23 08:15:30.5'      | \"2026-11-23T08:15:30.500000Z\"",
        "tinytext               | 'ä'                          | \"ä\"",
        "mediumtext             | 'a'                          | \"a\"",
        "longtext               | 'a'                          | \"a\"",
        "nchar(3)               | 'ä'                          | \"ä\"",
        "varchar(5) binary      | 'aä'                         | \"aä\"",
        "text                   | ''                           | \"\"",
        "enum('sad','')         | ''                           | \"\"",
        "set('a','b')           | ''                           | \"\"",
        "bit(1)                 | b'1'                         | \"1\"",
        "bit(1)                 | b'0'                         | \"0\"",
        "bit(64)                | x'8000000000000001'          | \"1000000000000000000000000000000000000000000000000000000000000001\"",
        "bit(12)                | b'0'                         | \"000000000000\"",
        "bit(8)                 | null                         | null",
        "time                   | null                         | null",
        "date                   | null                         | null",
        "decimal(5,2)           | null                         | null",
        "year                   | null                         | null",
        "enum('a')              | null                         | null",
        "tinyblob               | ''                           | \"\"",
        "mediumblob             | x'00ff'                      | \"AP8=\"",
        "longblob               | x'00ff'                      | \"AP8=\"",
        "geometry               | st_geomfromtext('point(1 2)') | \"AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==\"",
        "linestring             | null                         | null",
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

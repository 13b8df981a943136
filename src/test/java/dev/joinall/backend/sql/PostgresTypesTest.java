package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.PostgresServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTypesTest {
  private static SqlFixture it;

  @BeforeAll
  static void start() {
    PostgresServer server = PostgresServer.shared();
    server.run("drop type if exists mood cascade; create type mood as enum ('sad', 'ok')");
    server.run("drop type if exists pair cascade; create type pair as (a int, b text)");
    server.run("drop domain if exists price cascade; create domain price as numeric(10,2)");
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
        "1::smallint                                     | 1",
        "9223372036854775807::bigint                     | 9223372036854775807",
        "148.30::numeric                                 | 148.30",
        "0.000000000000000000000000000001::numeric       | 0.000000000000000000000000000001",
        "'NaN'::numeric                                  | null",
        "'-Infinity'::numeric                            | null",
        "1.5::real                                       | 1.5",
        "0.1::double precision                           | 0.1",
        "1e300::double precision                         | 1e+300",
        "'NaN'::float8                                   | null",
        "'Infinity'::float8                              | null",
        "true                                            | true",
        "false                                           | false",
        "null::int                                       | null",
        "'a\"b'::text                                    | \"a\\\"b\"",
        "'ä€😀'::varchar                                  | \"ä€😀\"",
        "'a'::char(3)                                    | \"a  \"",
        "'2026-11-23'::date                              | \"2026-11-23\"",
        "'08:15:30.25'::time                             | \"08:15:30.25\"",
        "'08:15:30+02'::timetz                           | \"08:15:30+02\"",
        "'2026-11-23 08:15:30.25'::timestamp             | \"2026-11-23T08:15:30.25\"",
        "'2026-11-23 08:15:30+02'::timestamptz           | \"2026-11-23T06:15:30Z\"",
        "'infinity'::timestamptz                         | \"infinity\"",
        "'1 year 2 days 03:00:00'::interval              | \"P1Y2DT3H\"",
        "'123e4567-e89b-12d3-a456-426614174000'::uuid    | \"123e4567-e89b-12d3-a456-426614174000\"",
        "'\\x00ff'::bytea                                | \"AP8=\"",
        "'{\"b\": 1.10, \"a\": [null]}'::json            | {\"b\": 1.10, \"a\": [null]}",
        "'{\"b\": 1.10, \"a\": [null]}'::jsonb           | {\"a\": [null], \"b\": 1.10}",
        "array[1, null, 3]                               | [1,null,3]",
        "array[[1, 2], [3, 4]]                           | [[1,2],[3,4]]",
        "'{}'::int[]                                     | []",
        "array['a,b', 'c\"d', 'NULL', null, '', '\\']    | [\"a,b\",\"c\\\"d\",\"NULL\",null,\"\",\"\\\\\"]",
        "array[148.30, 'NaN']::numeric[]                 | [148.30,null]",
        "array['{\"a\": 1}']::jsonb[]                    | [{\"a\": 1}]",
        "array['2026-11-23 08:15:30+02'::timestamptz]    | [\"2026-11-23T06:15:30Z\"]",
        "array['\\x00ff'::bytea]                         | [\"AP8=\"]",
        "'[2:3]={5,6}'::int[]                            | [5,6]",
        "array[true, false]                              | [true,false]",
        "'ok'::mood                                      | \"ok\"",
        "array['sad', 'ok']::mood[]                      | [\"sad\",\"ok\"]",
        "(1, 'x')::pair                                  | \"(1,x)\"",
        "1.5::price                                      | 1.50",
        "B'0101'                                         | \"0101\"",
        "B'0101'::varbit                                 | \"0101\"",
        "12.5::money                                     | \"$12.50\"",
        "'[1,5)'::int4range                              | \"[1,5)\"",
        "'10.0.0.1/8'::inet                              | \"10.0.0.1/8\"",
        "'(1,2)'::point                                  | \"(1,2)\"",
        "'<a>b</a>'::xml                                 | \"<a>b</a>\"",
        "42::oid                                         | 42",
      })
  void aTypeBecomesJson(String sql, String json) {
    String statement = "select " + sql + " as it";
    assertThat(query(statement, "")).contains("{\"it\":" + json + "}");
    assertThat(query(statement + " where 1 = :one", ", args: {one: 1}"))
        .contains("{\"it\":" + json + "}");
  }

  private static Optional<String> query(String sql, String more) {
    String quoted = "'" + sql.replace("'", "''") + "'";
    return it.run("query: " + quoted + ", one: true" + more);
  }
}

package dev.joinall.backend.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.json.Json;
import dev.joinall.testing.PostgresServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
    server.run("drop domain if exists dear cascade; create domain dear as price check (value > 1)");
    server.run("drop domain if exists ints cascade; create domain ints as int[]");
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
        "'a'::\"char\"                                    | \"a\"",
        "'a'::name                                        | \"a\"",
        "'10.0.0.0/8'::cidr                               | \"10.0.0.0/8\"",
        "'08:00:2b:01:02:03'::macaddr                     | \"08:00:2b:01:02:03\"",
        "'08:00:2b:01:02:03:04:05'::macaddr8              | \"08:00:2b:01:02:03:04:05\"",
        "'{1,2,3}'::line                                  | \"{1,2,3}\"",
        "'[(1,2),(3,4)]'::lseg                            | \"[(1,2),(3,4)]\"",
        "'(3,4),(1,2)'::box                               | \"(3,4),(1,2)\"",
        "'((1,2),(3,4))'::path                            | \"((1,2),(3,4))\"",
        "'((1,2),(3,4))'::polygon                         | \"((1,2),(3,4))\"",
        "'<(1,2),3>'::circle                              | \"<(1,2),3>\"",
        "to_tsvector('simple', 'a b')                     | \"'a':1 'b':2\"",
        "to_tsquery('simple', 'a & b')                    | \"'a' & 'b'\"",
        "'$.a'::jsonpath                                  | \"$.\\\"a\\\"\"",
        "'16/B374D848'::pg_lsn                            | \"16/B374D848\"",
        "'10:20:10,14'::pg_snapshot                       | \"10:20:10,14\"",
        "'[1,3)'::int8range                               | \"[1,3)\"",
        "'[1.5,2]'::numrange                              | \"[1.5,2]\"",
        "'[2026-11-23,2026-11-25)'::daterange             | \"[2026-11-23,2026-11-25)\"",
        "'{[1,3),[5,7)}'::int4multirange                  | \"{[1,3),[5,7)}\"",
        "'pg_class'::regclass                             | \"pg_class\"",
        "'5'::xid8                                        | \"5\"",
        "'(0,1)'::tid                                     | \"(0,1)\"",
        "'null'::json                                     | null",
        "'null'::jsonb                                    | null",
        "'\"\\u00e4\"'::json                              | \"\\u00e4\"",
        "'1E400'::json                                    | 1E400",
        "'12345678901234567890'::jsonb                    | 12345678901234567890",
        "'infinity'::timestamp                            | \"infinity\"",
        "'infinity'::date                                 | \"infinity\"",
        "'0044-03-15 BC'::date                            | \"0044-03-15 BC\"",
        "'0044-03-15 12:00 BC'::timestamptz               | \"0044-03-15 12:00:00+00 BC\"",
        "'-1 day -02:00'::interval                        | \"P-1DT-2H\"",
        "'0'::interval                                    | \"PT0S\"",
        "'infinity'::interval                             | \"infinity\"",
        "'24:00'::time                                    | \"24:00:00\"",
        "''::bytea                                        | \"\"",
        "''::text                                         | \"\"",
        "''::bit(3)                                       | \"000\"",
        "(-12.5)::money                                   | \"-$12.50\"",
        "-0.0::float8                                     | -0",
        "1e-7::real                                       | 1e-07",
        "row(1, null, 'a b')                              | \"(1,,\\\"a b\\\")\"",
        "1.5::dear                                        | 1.50",
        "'{1,2}'::ints                                    | [1,2]",
        "array[1.5, 2]::price[]                           | [1.50,2.00]",
        "array[1.5]::dear[]                               | [1.50]",
        "array['{1,2}', '{3}', null]::ints[]              | [[1,2],[3],null]",
        "array[(1, 'x'), (2, 'y, z')]::pair[]             | [\"(1,x)\",\"(2,\\\"y, z\\\")\"]",
        "array['(1,1),(0,0)', '(3,4),(1,2)']::box[]       | [\"(1,1),(0,0)\",\"(3,4),(1,2)\"]",
        "array['(1,2)'::point, null]                      | [\"(1,2)\",null]",
        "array['<(1,2),3>'::circle]                       | [\"<(1,2),3>\"]",
        "array['{1,2,3}'::line]                           | [\"{1,2,3}\"]",
        "array['((1,2),(3,4))'::polygon]                  | [\"((1,2),(3,4))\"]",
        "array['10.0.0.1/8'::inet]                        | [\"10.0.0.1/8\"]",
        "array['10.0.0.0/8'::cidr]                        | [\"10.0.0.0/8\"]",
        "array['08:00:2b:01:02:03'::macaddr]              | [\"08:00:2b:01:02:03\"]",
        "array[B'01', B'10']                              | [\"01\",\"10\"]",
        "array[B'0101'::varbit]                           | [\"0101\"]",
        "array[12.5::money, 1234.5::money]                | [\"$12.50\",\"$1,234.50\"]",
        "array['1 day'::interval]                         | [\"P1D\"]",
        "array['08:15:30+02'::timetz]                     | [\"08:15:30+02\"]",
        "array['08:15'::time]                             | [\"08:15:00\"]",
        "array['2026-11-23'::date]                        | [\"2026-11-23\"]",
        "array['2026-11-23 08:15:30'::timestamp]          | [\"2026-11-23T08:15:30\"]",
        "array['123e4567-e89b-12d3-a456-426614174000'::uuid] | [\"123e4567-e89b-12d3-a456-426614174000\"]",
        "array['<a>b, c</a>'::xml]                        | [\"<a>b, c</a>\"]",
        "array['a'::name]                                 | [\"a\"]",
        "array['a'::\"char\"]                             | [\"a\"]",
        "array['ab'::char(3)]                             | [\"ab \"]",
        "array[42::oid]                                   | [42]",
        "array['pg_class'::regclass]                      | [\"pg_class\"]",
        "array[to_tsvector('simple', 'a b')]              | [\"'a':1 'b':2\"]",
        "array[to_tsquery('simple', 'a & b')]             | [\"'a' & 'b'\"]",
        "array['$.a'::jsonpath]                           | [\"$.\\\"a\\\"\"]",
        "array['16/B374D848'::pg_lsn]                     | [\"16/B374D848\"]",
        "array['[1,5)'::int4range]                        | [\"[1,5)\"]",
        "array['[1,5)'::int8range]                        | [\"[1,5)\"]",
        "array['{[1,3)}'::int4multirange]                 | [\"{[1,3)}\"]",
        "array[row(1, 'a')]                               | [\"(1,a)\"]",
        "array['null'::json, null]                        | [null,null]",
        "array[0.5::real, 'NaN']                          | [0.5,null]",
      })
  void aTypeBecomesJson(String sql, String json) {
    String statement = "select " + sql + " as it";
    assertThat(query(statement, "")).contains("{\"it\":" + json + "}");
    assertThat(query(statement + " where 1 = :one", ", args: {one: 1}"))
        .contains("{\"it\":" + json + "}");
  }

  /** Its own table has the numbers of the fixed types only. */
  @Test
  void theArrayOfEachTypeOfTheServerIsKnown() {
    String types = "select typarray::text as array, oid::text as type from pg_catalog.pg_type";
    String fixed = " where typarray <> 0 and typtype <> 'c' and oid < 10000";
    Json all = Json.parse(rows(types + fixed).getBytes(UTF_8));

    assertThat(all.elements()).hasSizeGreaterThan(70);
    assertThat(all.elements())
        .allSatisfy(it ->
            assertThat(PostgresType.element(number(it, "array"), new OwnTypes()))
                .isEqualTo(number(it, "type")));
  }

  private static int number(Json row, String column) {
    return Integer.parseInt(row.get(column).text());
  }

  private static String rows(String sql) {
    return it.run("query: '" + sql.replace("'", "''") + "'").orElseThrow();
  }

  private static Optional<String> query(String sql, String more) {
    String quoted = "'" + sql.replace("'", "''") + "'";
    return it.run("query: " + quoted + ", one: true" + more);
  }
}

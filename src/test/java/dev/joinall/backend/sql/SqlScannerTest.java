package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScannerTest {
  private static SqlText postgres(String text) throws SqlScanner.Unusable {
    return SqlScanner.scan(text, Dialect.POSTGRESQL);
  }

  @Test
  void aStatementIsSplitAtItsParameters() throws SqlScanner.Unusable {
    SqlText text = postgres("select a from t where a = :a and b > :b_2 or c = :a;");

    assertThat(text.names()).containsExactly("a", "b_2");
    assertThat(text.pieces())
        .containsExactly("select a from t where a = ", " and b > ", " or c = ", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select ':a'",
        "select 'it''s :a'",
        "select E'\\' :a'",
        "select \"a:b\" from t",
        "select 1 -- :a",
        "select 1 /* :a /* :b */ :c */",
        "select x::text",
        "select $$ :a $$",
        "select $q$ :a $$ :b $q$",
        "select a[1:2] from t",
        "select f(x := 1)",
        "select a ? 'b', a ?| array['c'] from t"
      })
  void noParameterIsInQuotesCommentsAndOperators(String sql) throws SqlScanner.Unusable {
    SqlText text = postgres(sql);

    assertThat(text.names()).isEmpty();
    assertThat(text.pieces()).containsExactly(sql);
  }

  @Test
  void aCastFollowsAParameter() throws SqlScanner.Unusable {
    assertThat(postgres("select :a::int").pieces()).containsExactly("select ", "::int");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select '\\' :a'",
        "select \"it's :a\"",
        "select `a:b` from t",
        "select 1 # :a",
        "select 1 -- :a",
        "select @x := 1"
      })
  void mysqlHasOtherQuotesAndComments(String sql) throws SqlScanner.Unusable {
    assertThat(SqlScanner.scan(sql, Dialect.MYSQL).names()).isEmpty();
  }

  @Test
  void twoDashesWithoutASpaceAreNoCommentOfMysql() throws SqlScanner.Unusable {
    assertThat(SqlScanner.scan("select 1--:a", Dialect.MARIADB).names()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1; drop table t",
        "select '",
        "select $1",
        "select $q$ x",
        "/* nothing",
        "-- nothing",
        ""
      })
  void textsThatAreNoSingleStatementAreRefused(String sql) {
    assertThatThrownBy(() -> postgres(sql)).isInstanceOf(SqlScanner.Unusable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t for update",
        "select * from t for no key update",
        "with a as (select 1) select * from a",
        "(select 1) union (select 2)",
        "values (1)",
        "table t"
      })
  void readStatementsAreRecognized(String sql) throws SqlScanner.Unusable {
    assertThat(postgres(sql).reads()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into t values (1)",
        "update t set a = 1",
        "with a as (delete from t returning *) select * from a",
        "with a as (update t set b = 1 returning *) select * from a",
        "with a as (insert into t values (1) returning *) select * from a",
        "select * into t2 from t",
        "call f()",
        "truncate t"
      })
  void otherStatementsMayWrite(String sql) throws SqlScanner.Unusable {
    assertThat(postgres(sql).reads()).isFalse();
  }

  @Test
  void aListStandsAloneBehindIn() throws SqlScanner.Unusable {
    SqlText text =
        SqlScanner.scan("select 1 where a IN ( :a ) and b in (:b, 1) and c = :c", Dialect.MYSQL);

    assertThat(text.parameters())
        .extracting(SqlText.Parameter::isList)
        .containsExactly(true, false, false);
  }
}

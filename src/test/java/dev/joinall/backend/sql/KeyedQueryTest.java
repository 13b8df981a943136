package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedQueryTest {
  private static Optional<KeyedQuery> of(String sql, Dialect dialect) {
    Tree where = Tree.Scalar.of(Tree.Mapping.empty(Position.START, ""), "");
    var declared = new SqlStatement(where, sql, false, Map.of(), true);
    Map<String, Template> args = Map.of("id", new Template.Constant(Json.NULL));
    try {
      return KeyedQuery.of(
          CompiledStatement.Numbered.of(declared, SqlScanner.scan(sql, dialect), args), dialect);
    } catch (SqlScanner.Unusable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aQueryByOneColumnIsOneStatement() {
    KeyedQuery query =
        of("select a.Id, name as n from s.t as a where a.ID = :id", Dialect.POSTGRESQL)
            .orElseThrow();
    assertThat(query.column()).isEqualTo("id");
    assertThat(query.of(List.of(Json.number(1), Json.number(2))).sql())
        .isEqualTo("select a.Id, name as n from s.t as a where a.ID = any($1)");
    KeyedQuery maria = of("SELECT id AS it FROM t WHERE id=:id ", Dialect.MARIADB).orElseThrow();
    assertThat(maria.column()).isEqualTo("it");
    assertThat(maria.of(List.of(Json.number(1), Json.number(2))).sql())
        .isEqualTo("SELECT id AS it FROM t WHERE id in (?,?)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select name from t where id = :id",
        "select id, count(*) from t where id = :id",
        "select distinct id from t where id = :id",
        "select id from t where id = :id limit 1",
        "select id from t where id = :id order by id",
        "select id from t where a = 1 and id = :id",
        "select id from t where not id = :id",
        "select id from t where id >= :id",
        "select id from t, u where id = :id",
        "select id from t where id = :id or 1 = 1",
        "select id from f(1) where id = :id",
        "select id from t where id = :id::int",
        "with t as (select 1 as id) select id from t where id = :id",
      })
  void anyOtherIsNot(String sql) {
    assertThat(of(sql, Dialect.POSTGRESQL)).isEmpty();
  }
}

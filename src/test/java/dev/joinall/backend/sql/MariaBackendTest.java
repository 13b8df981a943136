package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.MariaServer;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;

class MariaBackendTest extends BackendContract {
  private static MariaServer maria;

  @BeforeAll
  static void startMaria() {
    maria = MariaServer.shared();
    maria.run("drop table if exists contract");
    maria.run("create table contract (id bigint primary key, name varchar(20))");
    maria.run("insert into contract values (1, 'mug')");
    PostgresBackendTest.connectOnce(maria.uri());
  }

  @Override
  protected String server() {
    return maria.uri();
  }

  /** A proxy has no database in its address. */
  @Override
  protected String declare(String address, String more) {
    String complete = address.contains("/shop") ? address : address + "/shop";
    return "{kind: sql, uri: \"%s\", %s}".formatted(complete, more);
  }

  @Override
  protected Kind kind() {
    return new SqlKind();
  }

  @Override
  protected String task() {
    return "query: \"select id, name from contract where id = :id\", args: {id: 1}, one: true";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("{\"id\":1,\"name\":\"mug\"}");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of(
        "query: \"select id from contract where id = :id\", args: {id: 2}, one: true");
  }

  /** In the tests of the contract TLS begins with the first byte, as in front of a proxy. */
  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address + "?sslmode=verify-full&sslnegotiation=direct");
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    return Optional.of(fault("ann:wrong", task()));
  }

  @Override
  protected Optional<Fault> missingPermission() {
    return Optional.of(fault("bob:weak", task()));
  }

  private Fault fault(String login, String task) {
    try (var fixture = fixture(maria.uri(login), "timeout: 5s")) {
      return Fault.of(catchThrowable(() -> fixture.run(task)));
    }
  }
}

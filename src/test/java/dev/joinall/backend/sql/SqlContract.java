package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;

/** What the contract needs of a database with the table {@code contract}. */
abstract class SqlContract extends BackendContract {
  private static final Set<String> CONNECTED = ConcurrentHashMap.newKeySet();

  /** The first connection of a JVM loads many classes and may exceed the timeout of a call. */
  static void connectOnce(String uri) {
    if (!CONNECTED.add(uri)) {
      return;
    }
    try (var hub = new Hub(Transport.best());
        var patient =
            new StepFixture(
                "{kind: sql, uri: \"%s\", timeout: 20s}".formatted(uri), hub, SqlBackend::new)) {
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(StepException.class)
          .until(() -> patient.run("query: select 1 as it").isPresent());
    }
  }

  abstract SqlServer database();

  @BeforeEach
  void fill() {
    database()
        .run(
            "drop table if exists contract;"
                + " create table contract (id bigint primary key, name varchar(20));"
                + " insert into contract values (1, 'mug')");
    connectOnce(database().uri());
  }

  @Override
  protected String server() {
    return database().uri();
  }

  /** A proxy has no database in its address. */
  @Override
  protected String declare(String address, String more) {
    String complete =
        address.contains("/shop") ? address : address + "/shop" + database().options();
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
    return Optional.of(
        address
            + (address.contains("?") ? "&" : "?")
            + "sslmode=verify-full&sslnegotiation=direct");
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
    try (var fixture = fixture(database().uri(login), "timeout: 5s")) {
      return Fault.of(catchThrowable(() -> fixture.run(task)));
    }
  }
}

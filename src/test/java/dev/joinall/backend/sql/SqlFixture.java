package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.Problem;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A backend of kind {@code sql} and its tasks. */
final class SqlFixture implements AutoCloseable {
  private final Hub hub = new Hub(Transport.best());
  private final StepFixture steps;

  SqlFixture(String uri, String more) {
    this(uri, more, true);
  }

  /** One whose server may refuse the connection. */
  static SqlFixture unproven(String uri, String more) {
    return new SqlFixture(uri, more, false);
  }

  private SqlFixture(String uri, String more, boolean connects) {
    if (connects) {
      SqlContract.connectOnce(uri);
    }
    this.steps =
        new StepFixture("{kind: sql, uri: \"%s\"%s}".formatted(uri, more), hub, SqlBackend::new);
  }

  StepFixture steps() {
    return steps;
  }

  Hub hub() {
    return hub;
  }

  Optional<String> run(String task) {
    return run(task, "null");
  }

  /** The value of a task for a body, as JSON text. */
  Optional<String> run(String task, String body) {
    return steps.run(task, Json.parse(body.getBytes(StandardCharsets.UTF_8))).map(Json::toString);
  }

  Fault fault(String task) {
    return fault(task, "null");
  }

  Fault fault(String task, String body) {
    return Fault.of(catchThrowable(() -> run(task, body)));
  }

  /** The problems of a task, each as its message and its hint. */
  List<String> problems(String task) {
    return steps.problemsOf(task).stream().map(SqlFixture::text).toList();
  }

  private static String text(Problem problem) {
    return problem.message() + " | " + problem.hint();
  }

  @Override
  public void close() {
    steps.close();
    hub.close();
  }
}

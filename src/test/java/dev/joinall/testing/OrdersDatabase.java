package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shop's orders in PostgreSQL. There are not binaries of it for each system, so it may have not
 * started; the other servers of the shop are there nevertheless.
 *
 * @param uri its address; one at which nothing listens, if it has not started
 * @param problem why it has not started
 */
public record OrdersDatabase(String uri, Optional<String> problem) {
  private static final String NAME = "orders";

  /** The name of the thread that starts it. */
  static final String STARTER = "orders";

  private static final int FRAMES = 4;
  private static final String NOWHERE = "postgresql://nobody@127.0.0.1:1/" + NAME;

  /** Starts the server of this JVM, unless it runs, and fills it. */
  static OrdersDatabase start() {
    Optional<String> missing = PostgresServer.missing();
    if (missing.isPresent()) {
      return new OrdersDatabase(NOWHERE, missing);
    }
    try {
      PostgresServer server = PostgresServer.shared();
      String uri = server.empty(NAME);
      server.runIn(NAME, script());
      return new OrdersDatabase(uri, Optional.empty());
    } catch (RuntimeException | ExceptionInInitializerError e) {
      return new OrdersDatabase(NOWHERE, Optional.of(reason(e)));
    }
  }

  /** It has taken too long; the problem says what its thread waits for. */
  static OrdersDatabase late() {
    String waits =
        Thread.getAllStackTraces().entrySet().stream()
            .filter(it -> it.getKey().getName().equals(STARTER))
            .flatMap(it -> Arrays.stream(it.getValue()))
            .filter(it -> !it.getClassName().startsWith("java."))
            .limit(FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(", "));
    return new OrdersDatabase(NOWHERE, Optional.of("it takes too long, in " + waits));
  }

  /** What fills it: the documents, then {@code examples/shop/orders.sql}. */
  private static String script() {
    try {
      String lines = String.join(",", Files.readAllLines(ShopData.data("orders.jsonl")));
      return """
      create temporary table lines as
        select value as doc from jsonb_array_elements('[%s]');
      %s\
      """
          .formatted(
              lines.replace("'", "''"),
              Files.readString(ShopData.directory().resolve("orders.sql")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}

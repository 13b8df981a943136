package dev.joinall.backend.sql;

import dev.joinall.backend.Causes;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.template.InvalidExpression;
import io.netty.handler.codec.TooLongFrameException;
import io.r2dbc.spi.R2dbcException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Maps the drivers' exceptions to faults, by the error codes of the servers. A detail contains no
 * host, user or value, unlike the servers' messages. {@code docs/kinds/sql.md} has the table.
 */
final class SqlFaults {
  /** Errors of MySQL and MariaDB whose SQLSTATE is ambiguous. */
  private static final Set<Integer> TIMEOUTS = Set.of(1205, 1317, 1969, 3024);

  private static final Set<Integer> PERMISSIONS = Set.of(1044, 1142, 1143, 1227, 1370, 1410, 3118);

  private static final Set<Integer> CONFLICTS = Set.of(1022, 1062, 1169, 1557, 1586, 1761, 1762);
  private static final Set<Integer> UNAVAILABLE = Set.of(1040, 1053, 1129, 1130, 1203, 1226);
  private static final Set<Integer> VALUES = Set.of(1264, 1265, 1292, 1366, 1367, 1406);

  /**
   * The code in which MariaDB's driver wraps the reason of each failed attempt; no server sends it.
   */
  private static final String OF_DRIVER = "H1000";

  private static final int DEADLOCK = 1213;

  private SqlFaults() {}

  /** Returns the same error, with the reason of TLS if that failed. */
  static Throwable explained(Throwable error, @Nullable Throwable tls) {
    return tls == null
        ? error
        : ConnectFaults.of(tls).<Throwable>map(StepException::new).orElse(error);
  }

  /** The fault of an attempt to connect and log in. */
  static StepException connecting(Throwable error) {
    if (error instanceof StepException step) {
      return step;
    }
    if (error instanceof TimeoutException) {
      return new StepException(Fault.Type.UNAVAILABLE, "the server did not greet in time");
    }
    if (Causes.of(error).stream().anyMatch(SqlFaults::needsServerKey)) {
      return new StepException(
          Fault.Type.STATUS,
          "the password can't be sent: it needs TLS, or " + SqlAddress.KEY_OPTION + "=true");
    }
    if (Causes.of(error).stream().anyMatch(SqlFaults::isDenied)) {
      return new StepException(ConnectFaults.login());
    }
    Optional<Fault> refusal = server(error).map(it -> ofLogin(it));
    return new StepException(
        refusal
            .or(() -> ConnectFaults.of(error))
            .orElseGet(() -> Fault.of(Fault.Type.UNAVAILABLE, "the connection broke")));
  }

  /** Checks the text, because MariaDB's driver has one code for all errors of the login. */
  private static boolean needsServerKey(Throwable error) {
    return error instanceof R2dbcException
        && String.valueOf(error.getMessage()).contains(SqlAddress.KEY_OPTION);
  }

  /**
   * Checks the text, because MariaDB's driver drops the code of a refusal that follows MySQL's key.
   */
  private static boolean isDenied(Throwable error) {
    return error instanceof R2dbcException refusal
        && state(refusal).isEmpty()
        && String.valueOf(refusal.getMessage()).startsWith("Access denied for user");
  }

  private static Fault ofLogin(R2dbcException refusal) {
    Fault fault = refused(refusal, false);
    return state(refusal).startsWith("28") ? ConnectFaults.login() : fault;
  }

  /**
   * The fault of a sent statement.
   *
   * @param effect whether it changes data
   * @param ofInputs whether data of the client causes an invalid value
   */
  static StepException of(Throwable error, boolean effect, boolean ofInputs) {
    return switch (error) {
      case StepException step -> step;
      case InvalidExpression invalid -> new StepException(Fault.of(invalid));
      default ->
          new StepException(
              server(error)
                  .filter(it -> !effect || !isEndOfConnection(it))
                  .map(it -> refused(it, ofInputs))
                  .orElseGet(() -> connectionBroken(error, effect)));
    };
  }

  /** The error that the server sent; empty if the connection broke. */
  static Optional<R2dbcException> server(Throwable error) {
    return Causes.of(error).stream()
        .filter(R2dbcException.class::isInstance)
        .map(R2dbcException.class::cast)
        .filter(it -> !state(it).isEmpty() && !state(it).startsWith("08"))
        .filter(it -> !state(it).equals(OF_DRIVER) || it.getCause() == null)
        .findFirst();
  }

  /** The code of an error: {@code 42P01}; empty if it has none. */
  static String state(R2dbcException error) {
    String state = error.getSqlState();
    return state == null ? "" : state;
  }

  /** PostgreSQL reports why it ends a connection, but not whether a commit has happened before. */
  private static boolean isEndOfConnection(R2dbcException error) {
    return state(error).equals("57P01") || state(error).equals("57P02");
  }

  private static Fault connectionBroken(Throwable error, boolean effect) {
    if (effect) {
      return Fault.of(Fault.Type.UNKNOWN, "the statement was sent, but no readable answer arrived");
    }
    if (Causes.of(error).stream().anyMatch(TooLongFrameException.class::isInstance)) {
      return Fault.of(Fault.Type.TOO_LARGE, "a row is far larger than max-body");
    }
    return Fault.of(Fault.Type.UNAVAILABLE, "the connection broke");
  }

  /** The fault of an error that the server reported. */
  private static Fault refused(R2dbcException error, boolean ofInputs) {
    String state = state(error);
    int code = error.getErrorCode();
    String name = code == 0 ? state : state + " (" + code + ")";
    if (isConflict(state, code)) {
      return Fault.of(Fault.Type.CONFLICT, "duplicate key");
    }
    if (state.equals("42501") || PERMISSIONS.contains(code)) {
      return ConnectFaults.permission(name);
    }
    if (state.startsWith("28")) {
      return ConnectFaults.login();
    }
    if (isTimeout(state, code)) {
      return Fault.of(Fault.Type.TIMEOUT, "the server ended the statement: " + name);
    }
    if (isTransient(state, code)) {
      return Fault.of(Fault.Type.STATUS, "the server rolled the statement back: " + name)
          .with(Fault.Nature.TRANSIENT);
    }
    if (isUnavailable(state, code)) {
      return Fault.of(Fault.Type.UNAVAILABLE, "the server is not ready: " + name);
    }
    if (state.startsWith("22") || VALUES.contains(code)) {
      Fault fault = Fault.of(Fault.Type.INVALID, "the server can't use a value: " + name);
      return ofInputs ? fault.ofClient() : fault;
    }
    Fault fault = Fault.of(Fault.Type.STATUS, "the server answered error " + name);
    return state.startsWith("XX") || state.startsWith("58") ? fault : fault.ofCaller();
  }

  private static boolean isConflict(String state, int code) {
    return state.equals("23505") || state.equals("23P01") || CONFLICTS.contains(code);
  }

  private static boolean isTimeout(String state, int code) {
    return state.equals("57014") || state.equals("70100") || TIMEOUTS.contains(code);
  }

  /** Whether it is a serialization failure, a deadlock, or a lock that is not free. */
  private static boolean isTransient(String state, int code) {
    return state.startsWith("40") || state.equals("55P03") || code == DEADLOCK;
  }

  private static boolean isUnavailable(String state, int code) {
    return state.startsWith("53") || state.startsWith("57P") || UNAVAILABLE.contains(code);
  }
}

package dev.joinall.backend.sql;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One connection to a server. One call at a time uses it; any thread may call {@link #cancel} and
 * {@link #destroy}.
 */
final class Session {
  private final Connection connection;
  private final OwnChannels channels;
  private final RowWriter rows;
  private final Class<?> noValue;
  private final Function<Session, Mono<Void>> cancel;
  private final Executor starter;
  private final boolean limitsAtBegin;
  private volatile boolean used;

  /**
   * @param noValue the type of a null for the driver
   * @param cancel makes the server end the running statement of this session
   * @param starter starts the calls
   * @param limitsAtBegin whether one command may begin a transaction and limit its statements
   */
  Session(
      Connection connection,
      OwnChannels channels,
      RowWriter rows,
      Class<?> noValue,
      Function<Session, Mono<Void>> cancel,
      Executor starter,
      boolean limitsAtBegin) {
    this.connection = connection;
    this.channels = channels;
    this.rows = rows;
    this.noValue = noValue;
    this.cancel = cancel;
    this.starter = starter;
    this.limitsAtBegin = limitsAtBegin;
  }

  Connection connection() {
    return connection;
  }

  boolean limitsAtBegin() {
    return limitsAtBegin;
  }

  RowWriter rows() {
    return rows;
  }

  /** Starts a call, on the thread that the driver requires. */
  void start(Runnable call) {
    starter.execute(call);
  }

  /** Creates the driver's statement. */
  Statement statement(BoundStatement bound) {
    Statement statement = connection.createStatement(bound.sql());
    for (int i = 0; i < bound.values().size(); i++) {
      @Nullable Object value = bound.values().get(i);
      if (value == null) {
        statement.bindNull(i, noValue);
      } else {
        statement.bind(i, value);
      }
    }
    return statement;
  }

  boolean isOpen() {
    return channels.isOpen();
  }

  /** Whether an earlier call has used it. */
  boolean isUsed() {
    return used;
  }

  /** Records that a call has used it. */
  void use() {
    used = true;
  }

  /**
   * Requests over another connection that the server ends the running statement. Completes when the
   * server has accepted the request.
   */
  Mono<Void> cancel() {
    return Mono.defer(() -> cancel.apply(this));
  }

  /** Closes the connection in order. */
  Mono<Void> close() {
    return isOpen()
        ? Mono.from(connection.close()).onErrorComplete().doFinally(signal -> destroy())
        : Mono.fromRunnable(this::destroy);
  }

  /** Closes the connection at once. */
  void destroy() {
    channels.destroy();
  }
}

package dev.joinall.backend.mongo;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoSocketWriteException;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.io.Serial;
import java.nio.channels.ClosedChannelException;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The driver gave a call a connection that had ended already: it looks at none before it uses it.
 * Nothing was sent, so the call is made again, whatever it does.
 */
final class Unsent extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Calls in a row that may meet such a connection, before one fails by it. */
  private static final int MAX_RETRIES = 3;

  Unsent() {
    super("the connection had ended", null, false, false);
  }

  /** {@link RequestWatch} tells a write that was not begun by its exception. */
  static boolean is(Throwable error) {
    return error instanceof MongoConnectionPoolClearedException
        || (error instanceof MongoSocketWriteException
            && error.getCause() instanceof ClosedChannelException);
  }

  /**
   * Subscribes again where nothing was sent.
   *
   * @param call keeps nothing of the time before: a later batch of an answer may be what failed
   */
  static <T> Mono<T> retryUnsent(Mono<T> call) {
    return call.retryWhen(
        Retry.max(MAX_RETRIES)
            .filter(Unsent.class::isInstance)
            .onRetryExhaustedThrow((retry, last) ->
                new StepException(Fault.Type.UNAVAILABLE, "the connection had ended")));
  }
}

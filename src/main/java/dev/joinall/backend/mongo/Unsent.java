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
 * Thrown if the driver used a connection that had already ended, because it does not check
 * connections before use. Nothing was sent, so the call is repeated even if it has an effect.
 */
final class Unsent extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Maximum number of repetitions of one call. */
  private static final int MAX_RETRIES = 3;

  Unsent() {
    super("the connection had ended", null, false, false);
  }

  /** The fault of a call that can't be repeated. */
  StepException given() {
    return new StepException(Fault.Type.UNAVAILABLE, "the connection had ended");
  }

  /** Recognises a write that had not started; see {@link RequestWatch}. */
  static boolean is(Throwable error) {
    return error instanceof MongoConnectionPoolClearedException
        || (error instanceof MongoSocketWriteException
            && error.getCause() instanceof ClosedChannelException);
  }

  /**
   * Resubscribes after an unsent call.
   *
   * @param call must keep no state, because a later batch of a result may have failed
   */
  static <T> Mono<T> retryUnsent(Mono<T> call) {
    return call.retryWhen(
        Retry.max(MAX_RETRIES)
            .filter(Unsent.class::isInstance)
            .onRetryExhaustedThrow((retry, last) -> new Unsent().given()));
  }
}

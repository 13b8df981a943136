package dev.joinall.backend.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoSocketWriteException;
import com.mongodb.MongoSocketWriteTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import com.mongodb.connection.ClusterDescription;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.template.InvalidExpression;
import java.util.Optional;
import org.bson.BsonMaximumSizeExceededException;
import org.jspecify.annotations.Nullable;

/**
 * Maps the driver's exceptions to faults. A detail contains no host, user or value, unlike the
 * driver's messages.
 */
final class MongoFaults {
  private static final int DUPLICATE_KEY = 11000;
  private static final int UNAUTHORIZED = 13;
  private static final int AUTHENTICATION_FAILED = 18;

  /** The number of documents that a call may change. */
  enum Change {
    NONE,
    ONE,
    MANY
  }

  private MongoFaults() {}

  /**
   * @param cluster the driver's knowledge of its servers; null if it has not started
   * @param change the possible change of a call without a response
   */
  static Throwable of(Throwable error, @Nullable ClusterDescription cluster, Change change) {
    return switch (error) {
      case StepException step -> step;
      case InvalidExpression invalid -> invalid;
      case MongoException ended when Unsent.is(ended) -> new Unsent();
      case MongoException doubtful when change != Change.NONE && wasSent(doubtful) ->
          new StepException(unknownOutcome());
      case MongoWriteException refused when change == Change.MANY ->
          new StepException(partialWrite(refused));
      case MongoException mongo -> new StepException(fault(mongo, cluster));
      case BsonMaximumSizeExceededException large ->
          new StepException(
              Fault.of(Fault.Type.TOO_LARGE, "the request is larger than the server accepts")
                  .ofCaller());
      case IllegalStateException closed ->
          new StepException(Fault.Type.UNAVAILABLE, "the client is closed");
      default -> new StepException(change == Change.NONE ? unreadable() : unknownOutcome());
    };
  }

  /**
   * Returns the same fault, with the reason of TLS if it has no other.
   *
   * @param handshake the reason why the last one failed; null if it succeeded
   */
  static Throwable explained(Throwable error, @Nullable Throwable handshake) {
    if (handshake == null || !(error instanceof StepException step)) {
      return error;
    }
    String detail = step.fault().detail();
    boolean hasNoReason =
        step.fault().type() == Fault.Type.UNAVAILABLE
            && (detail.equals(NoConnection.NONE) || detail.equals(NoConnection.BROKEN));
    return hasNoReason
        ? ConnectFaults.of(handshake).<Throwable>map(StepException::new).orElse(error)
        : error;
  }

  /**
   * The fault of a partial change: the server changes one document after the other, and stops at
   * the first error.
   */
  private static Fault partialWrite(MongoWriteException refused) {
    return Fault.of(
            Fault.Type.UNKNOWN,
            "the server ended at error "
                + code(refused.getError().getCode(), refused.getError().getCategory().name())
                + ", some of the documents may be changed")
        .ofCaller();
  }

  private static Fault unknownOutcome() {
    return Fault.of(Fault.Type.UNKNOWN, "the write was sent, but no readable answer arrived");
  }

  /** The fault of an invalid reply, for which the driver throws various exceptions. */
  private static Fault unreadable() {
    return Fault.of(Fault.Type.MALFORMED, "the answer can't be read");
  }

  /**
   * Whether the request was in transit when the connection broke, the time ended or the reply was
   * unreadable. After a failed write the kernel may have sent all bytes.
   */
  private static boolean wasSent(Throwable error) {
    boolean isCut =
        error instanceof MongoSocketReadException
            || error instanceof MongoSocketReadTimeoutException
            || error instanceof MongoInternalException
            || error instanceof MongoSocketWriteException;
    return isCut && !ConnectFaults.isOfHandshake(error);
  }

  private static Fault fault(MongoException error, @Nullable ClusterDescription cluster) {
    return switch (error) {
      case MongoTimeoutException late -> NoConnection.of(late, cluster);
      case MongoExecutionTimeoutException late ->
          Fault.of(Fault.Type.TIMEOUT, "the server stopped at the time limit");
      case MongoSocketReadTimeoutException late ->
          Fault.of(Fault.Type.TIMEOUT, "no answer in time");
      case MongoSocketWriteTimeoutException late ->
          Fault.of(Fault.Type.TIMEOUT, "the request could not be sent in time");
      case MongoSecurityException refused -> NoConnection.login(refused);
      case MongoSocketReadException cut -> NoConnection.of(cut, NoConnection.BROKEN);
      case MongoSocketException cut -> NoConnection.of(cut, NoConnection.NONE);
      case MongoServerUnavailableException gone ->
          Fault.of(Fault.Type.UNAVAILABLE, "no server is available");
      case MongoNotPrimaryException moved ->
          Fault.of(Fault.Type.UNAVAILABLE, "the server is no longer the primary");
      case MongoNodeIsRecoveringException moved ->
          Fault.of(Fault.Type.UNAVAILABLE, "the server is recovering");
      case MongoConfigurationException wrong ->
          Fault.of(Fault.Type.UNAVAILABLE, "the address can't be resolved");
      case MongoWriteException refused ->
          refused(refused.getError().getCode(), refused.getError().getCategory().name());
      case MongoBulkWriteException refused -> refused(refused);
      case MongoWriteConcernException doubtful ->
          Fault.of(Fault.Type.UNKNOWN, "the write was not confirmed by enough servers");
      case MongoCommandException refused -> refused(refused.getCode(), refused.getErrorCodeName());
      case MongoInternalException broken -> unreadable();
      case MongoClientException client ->
          Fault.of(Fault.Type.ERROR, client.getClass().getSimpleName());
      default -> refused(error.getCode(), "");
    };
  }

  private static Fault refused(MongoBulkWriteException error) {
    Optional<WriteError> first = error.getWriteErrors().stream().findFirst().map(it -> it);
    return first
        .map(it -> refused(it.getCode(), it.getCategory().name()))
        .orElseGet(() -> Fault.of(Fault.Type.UNKNOWN, "the write was not confirmed"));
  }

  private static Fault refused(int code, String name) {
    if (code == DUPLICATE_KEY) {
      return Fault.of(Fault.Type.CONFLICT, "duplicate key");
    }
    if (code == UNAUTHORIZED) {
      return ConnectFaults.permission(code(code, name));
    }
    if (code == AUTHENTICATION_FAILED) {
      return ConnectFaults.login();
    }
    return Fault.of(Fault.Type.STATUS, "the server answered error " + code(code, name));
  }

  private static String code(int code, String name) {
    return name.isEmpty() ? String.valueOf(code) : code + " (" + name + ")";
  }
}

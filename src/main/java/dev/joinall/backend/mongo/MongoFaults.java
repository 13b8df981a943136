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
import com.mongodb.connection.ServerDescription;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.template.InvalidExpression;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.BsonMaximumSizeExceededException;

/**
 * Maps the driver's exceptions to faults. A detail contains no host, user or value, which the
 * driver's messages do.
 */
final class MongoFaults {
  private static final int DUPLICATE_KEY = 11000;

  private MongoFaults() {}

  /**
   * @param servers the current server descriptions of the driver
   * @param effect whether an unanswered call may have changed something
   */
  static Throwable of(Throwable error, List<ServerDescription> servers, boolean effect) {
    return switch (error) {
      case StepException step -> step;
      case InvalidExpression invalid -> invalid;
      case MongoException ended when Unsent.is(ended) -> new Unsent();
      case MongoException doubtful when effect && wasSent(doubtful) ->
          new StepException(doubtful());
      case MongoException mongo -> new StepException(fault(mongo, servers));
      case BsonMaximumSizeExceededException large ->
          new StepException(
              Fault.of(Fault.Type.TOO_LARGE, "the request is larger than the server takes")
                  .ofCaller());
      case IllegalStateException closed ->
          new StepException(Fault.Type.UNAVAILABLE, "the client is closed");
      default -> new StepException(effect ? doubtful() : unreadable());
    };
  }

  private static Fault doubtful() {
    return Fault.of(Fault.Type.UNKNOWN, "the write was sent, no answer came that can be read");
  }

  /** The driver throws various exceptions for an invalid reply. */
  private static Fault unreadable() {
    return Fault.of(Fault.Type.MALFORMED, "the answer can't be read");
  }

  /**
   * Whether the request was in transit when the connection broke, the time ended or the reply was
   * unreadable. After a failed write the kernel may have sent all bytes.
   */
  private static boolean wasSent(Throwable error) {
    return error instanceof MongoSocketReadException
        || error instanceof MongoSocketReadTimeoutException
        || error instanceof MongoInternalException
        || error instanceof MongoSocketWriteException;
  }

  private static Fault fault(MongoException error, List<ServerDescription> servers) {
    return switch (error) {
      case MongoTimeoutException late -> late(servers);
      case MongoExecutionTimeoutException late ->
          Fault.of(Fault.Type.TIMEOUT, "the server gave up at the time limit");
      case MongoSocketReadTimeoutException late ->
          Fault.of(Fault.Type.TIMEOUT, "no answer in time");
      case MongoSocketWriteTimeoutException late ->
          Fault.of(Fault.Type.TIMEOUT, "the request could not be sent in time");
      case MongoSecurityException refused ->
          Fault.of(Fault.Type.UNAVAILABLE, "authentication failed");
      case MongoSocketReadException cut -> Fault.of(Fault.Type.UNAVAILABLE, "the connection broke");
      case MongoSocketException cut -> Fault.of(Fault.Type.UNAVAILABLE, "no connection");
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
    return Fault.of(Fault.Type.STATUS, "the server answered error " + code + suffix(name));
  }

  private static String suffix(String name) {
    return name.isEmpty() ? "" : " (" + name + ")";
  }

  /**
   * No connection, so nothing was sent. If no server is known to be up, the fault has the reason of
   * the last failed handshake.
   */
  private static Fault late(List<ServerDescription> servers) {
    if (servers.stream().anyMatch(ServerDescription::isOk)) {
      return Fault.rejected("no connection was ready in time", Optional.empty());
    }
    return servers.stream()
        .map(ServerDescription::getException)
        .filter(Objects::nonNull)
        .filter(reason -> !(reason instanceof MongoSocketReadTimeoutException))
        .findFirst()
        .map(reason -> Fault.of(Fault.Type.UNAVAILABLE, unreachable(reason)))
        .orElseGet(() -> Fault.of(Fault.Type.TIMEOUT, "the server did not greet in time"));
  }

  private static String unreachable(Throwable reason) {
    return reason instanceof MongoSecurityException ? "authentication failed" : "no connection";
  }
}

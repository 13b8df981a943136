package dev.joinall.backend.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The faults of calls that got no connection, so nothing was sent. */
final class NoConnection {
  static final String NONE = "no connection could be made";
  static final String BROKEN = "the connection broke";

  /** The driver has one exception for two waits, and distinguishes them only by the message. */
  private static final String FOR_A_SERVER = "waiting for a server";

  private NoConnection() {}

  /**
   * The fault if the wait for a connection, or for a usable server, was too long. If no server is
   * usable, the fault has the reason of the last failed handshake.
   */
  static Fault of(MongoTimeoutException late, @Nullable ClusterDescription cluster) {
    List<ServerDescription> servers = cluster == null ? List.of() : cluster.getServerDescriptions();
    boolean oneIsUp = servers.stream().anyMatch(ServerDescription::isOk);
    if (oneIsUp && !String.valueOf(late.getMessage()).contains(FOR_A_SERVER)) {
      return Fault.rejected("no connection was ready in time", Optional.empty());
    }
    return servers.stream()
        .map(ServerDescription::getException)
        .filter(Objects::nonNull)
        .filter(reason -> !(reason instanceof MongoSocketReadTimeoutException))
        .findFirst()
        .map(NoConnection::connecting)
        .orElseGet(() -> withoutReason(oneIsUp, cluster));
  }

  private static Fault withoutReason(boolean oneIsUp, @Nullable ClusterDescription cluster) {
    MongoException lookup = cluster == null ? null : cluster.getSrvResolutionException();
    if (lookup != null) {
      return Fault.of(Fault.Type.UNAVAILABLE, "the name has no usable servers in DNS (SRV)");
    }
    return oneIsUp
        ? Fault.of(Fault.Type.UNAVAILABLE, "no available server can be used for this call")
        : Fault.of(Fault.Type.TIMEOUT, "the server did not greet in time");
  }

  private static Fault connecting(Throwable reason) {
    return reason instanceof MongoSecurityException refused ? login(refused) : of(reason, NONE);
  }

  /**
   * @param defaultDetail the detail if the reason is unknown
   */
  static Fault of(Throwable reason, String defaultDetail) {
    return ConnectFaults.of(reason)
        .orElseGet(() -> Fault.of(Fault.Type.UNAVAILABLE, defaultDetail));
  }

  /**
   * The fault of a login; the driver uses the same exception for a connection that breaks during
   * the handshake.
   */
  static Fault login(MongoSecurityException error) {
    return error.getCause() instanceof MongoSocketException cut
        ? of(cut, BROKEN)
        : ConnectFaults.login();
  }
}

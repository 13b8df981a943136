package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The commands on a new connection before the first call. */
final class ConnectionHandshake {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private ConnectionHandshake() {}

  /** Fails if the server is not a master, because a former master may have become a replica. */
  static CompletionStage<StatefulRedisConnection<byte[], byte[]>> requireMaster(
      StatefulRedisConnection<byte[], byte[]> connection, Hub hub) {
    return after(
        connection, hub, it -> it.async().role().thenAccept(ConnectionHandshake::checkMaster));
  }

  private static void checkMaster(List<Object> role) {
    boolean isMaster =
        !role.isEmpty()
            && role.getFirst() instanceof byte[] name
            && new String(name, US_ASCII).equals("master");
    if (!isMaster) {
      throw new StepException(
          RedisFaults.unavailable("the server named by the sentinels is not a master"));
    }
  }

  /** Makes a replica of a cluster serve reads, instead of redirecting them. */
  static CompletionStage<StatefulRedisConnection<byte[], byte[]>> readOnly(
      StatefulRedisConnection<byte[], byte[]> connection, Hub hub) {
    return after(
        connection,
        hub,
        it ->
            it.async().dispatch(CommandType.READONLY, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
  }

  private static CompletionStage<StatefulRedisConnection<byte[], byte[]>> after(
      StatefulRedisConnection<byte[], byte[]> connection,
      Hub hub,
      Function<StatefulRedisConnection<byte[], byte[]>, CompletionStage<?>> greeting) {
    return Mono.fromCompletionStage(() -> greeting.apply(connection))
        .timeout(TIMEOUT, hub.scheduler())
        .toFuture()
        .handle((reply, error) -> error)
        .thenCompose(error -> {
          if (error == null) {
            return CompletableFuture.completedFuture(connection);
          }
          var _ = connection.closeAsync();
          return CompletableFuture.failedFuture(error);
        });
  }
}

package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one connection whose replies were read but whose fence has not returned. Used on the
 * connection's loop only.
 */
final class UnverifiedReplies {
  private final List<RedisCommand<?, ?, ?>> calls = new ArrayList<>();

  void add(RedisCommand<?, ?, ?> call) {
    calls.add(call);
  }

  /** Publishes the reply of each call. */
  void publish() {
    for (RedisCommand<?, ?, ?> call : calls) {
      call.complete();
    }
    calls.clear();
  }

  /**
   * Whether a server that refuses the fence refused each call with the same message. A server that
   * loads its data refuses all commands, so no call has a value.
   */
  boolean allFailedBy(@Nullable Fault refused) {
    return refused != null
        && calls.stream()
            .allMatch(it -> it instanceof PendingCommand<?> call && refused.equals(call.fault()));
  }

  /** Removes and returns all calls. */
  List<RedisCommand<?, ?, ?>> drain() {
    List<RedisCommand<?, ?, ?>> all = new ArrayList<>(calls);
    calls.clear();
    return all;
  }
}

package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection whose replies were read, and whose fence has not come back. Used by
 * the connection's loop only.
 */
final class UnverifiedReplies {
  private final List<RedisCommand<?, ?, ?>> calls = new ArrayList<>();

  void add(RedisCommand<?, ?, ?> call) {
    calls.add(call);
  }

  /** Each gets what was read for it. */
  void giveOut() {
    for (RedisCommand<?, ?, ?> call : calls) {
      call.complete();
    }
    calls.clear();
  }

  /**
   * Whether a server that refuses the fence has refused each call with the same words: one that
   * loads its data refuses all commands, and none of them has a value.
   */
  boolean allFailedBy(@Nullable Fault refused) {
    return refused != null
        && calls.stream()
            .allMatch(it -> it instanceof PendingCommand<?> call && refused.equals(call.fault()));
  }

  /** Takes all of them out. */
  List<RedisCommand<?, ?, ?>> drain() {
    List<RedisCommand<?, ?, ?>> all = new ArrayList<>(calls);
    calls.clear();
    return all;
  }
}

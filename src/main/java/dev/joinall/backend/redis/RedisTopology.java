package dev.joinall.backend.redis;

import dev.joinall.backend.Health;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The servers of one backend: sends each command to one of them. Thread-safe. */
interface RedisTopology extends AutoCloseable {
  /**
   * Sends a command.
   *
   * @param reply creates the consumer of a reply; called once for each server that gets the command
   */
  <T> Mono<T> call(
      byte[][] request, Supplier<? extends ReplyConsumer<T>> reply, CommandRoute target);

  /** Opens the connections to the servers that calls use, and checks them. Never fails. */
  Mono<Health> check();

  PoolUse use();

  /** The currently known servers; empty if there is only one. */
  List<InstanceUse> instances();

  @Override
  void close();
}

package dev.joinall.testing;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The worker of {@code docs/kinds/redis.md}: it first takes over a job whose worker has died, then
 * a new one, replies, and acknowledges. One job at a time.
 */
public final class StreamWorker implements AutoCloseable {
  private static final String GROUP = "workers";
  private static final Duration POLL = Duration.ofMillis(200);

  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final String stream;
  private final Duration idle;
  private final UnaryOperator<String> work;
  private final Consumer<String> me = Consumer.from(GROUP, UUID.randomUUID().toString());
  private volatile boolean closed;

  private StreamWorker(
      RedisClient client, String stream, Duration idle, UnaryOperator<String> work) {
    this.client = client;
    this.redis = client.connect().sync();
    this.stream = stream;
    this.idle = idle;
    this.work = work;
    createGroup();
  }

  private void createGroup() {
    try {
      redis.xgroupCreate(
          XReadArgs.StreamOffset.from(stream, "0"), GROUP, XGroupCreateArgs.Builder.mkstream());
    } catch (RedisBusyException e) {
      // another worker has made it
    }
  }

  /** A worker in this process, which makes replies of bodies. */
  public static StreamWorker start(
      RedisServerFixture server, String stream, UnaryOperator<String> work) {
    var worker = new StreamWorker(server.newClient(), stream, Duration.ofMinutes(1), work);
    Thread.ofPlatform().daemon().name("stream-worker").start(worker::run);
    return worker;
  }

  /**
   * A worker that runs on this thread.
   *
   * @param idle for how long a job of another worker is left to it
   */
  static void run(String uri, String stream, Duration idle, UnaryOperator<String> work) {
    new StreamWorker(RedisClient.create(uri), stream, idle, work).run();
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    while (!closed) {
      try {
        next().forEach(this::handle);
      } catch (RedisException e) {
        sleep(POLL.toMillis()); // the client connects again by itself
      }
    }
  }

  @SuppressWarnings("unchecked") // an array of one stream
  private List<StreamMessage<String, String>> next() {
    var left =
        redis
            .xautoclaim(stream, XAutoClaimArgs.Builder.xautoclaim(me, idle, "0").count(1))
            .getMessages();
    left.forEach(it -> System.out.println("delivered before: " + it.getBody().get("id")));
    return left.isEmpty()
        ? redis.xreadgroup(
            me, XReadArgs.Builder.block(POLL).count(1), XReadArgs.StreamOffset.lastConsumed(stream))
        : left;
  }

  private void handle(StreamMessage<String, String> message) {
    Map<String, String> job = message.getBody();
    long sent = Long.parseLong(message.getId().substring(0, message.getId().indexOf('-')));
    long now = Long.parseLong(redis.time().getFirst()) * 1000;
    if (now < sent + Long.parseLong(job.get("expiration"))) {
      String reply = work.apply(job.get("body"));
      redis.xadd(
          job.get("reply-to"), Map.of("correlation-id", job.get("correlation-id"), "body", reply));
      redis.expire(job.get("reply-to"), Duration.ofHours(1));
    }
    redis.xack(stream, GROUP, message.getId());
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}

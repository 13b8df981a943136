package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisServerFixture;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of a backend whose address is that of another server, which names the real one. The
 * contract's proxy is between them.
 */
abstract class FoundRedisContract extends BackendContract {
  private static RedisServerFixture redis;
  private ScriptedRedis directory;
  private volatile String named = "";

  @BeforeAll
  static void startServer() {
    redis = RedisServerFixture.start();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @BeforeEach
  void startDirectory() {
    directory = new ScriptedRedis(ScriptedRedis.Age.NEW, this::answer);
  }

  @AfterEach
  void stopDirectory() {
    directory.close();
  }

  private void answer(ScriptedRedis.Peer peer, List<String> command) throws IOException {
    String address = named.substring(named.indexOf("//") + 2);
    int colon = address.lastIndexOf(':');
    boolean hasPort = colon > 0;
    peer.send(
        reply(
            hasPort ? address.substring(0, colon) : address,
            hasPort ? address.substring(colon + 1) : "6379"));
  }

  /** The reply to the question for the server. */
  abstract String reply(String host, String port);

  /** The declaration of a backend that asks this server. */
  abstract String declaration(URI directory);

  @Override
  protected String server() {
    return redis.uri();
  }

  @Override
  protected String declare(String address, String more) {
    named = address;
    return "{kind: redis, %s, %s}".formatted(declaration(URI.create(directory.uri())), more);
  }

  @Override
  protected Kind kind() {
    return new RedisKind();
  }

  @Override
  protected String task() {
    return "command: [ECHO, hello]";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("\"hello\"");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("command: [GET, nothing]");
  }
}

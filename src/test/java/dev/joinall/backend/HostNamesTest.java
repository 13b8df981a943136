package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.joinall.config.AddressRange;
import dev.joinall.json.Json;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.ScriptedDns;
import dev.joinall.testing.StepFixture;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names whose addresses change, and names with several of which some do not answer. */
class HostNamesTest {
  /** Nothing listens there: each address of 127.0.0.0/8 has ports of its own. */
  private static final String NOBODY = "127.0.0.9";

  private static final String SOMEBODY = "127.0.0.1";
  private static final String NAME = "my_api.test";

  private final ScriptedDns dns = ScriptedDns.start();
  private final Hub hub = new Hub(Transport.best(), dns.provider());

  /** The name servers of the tests know this machine only. */
  private static final AllowedAddresses THIS_MACHINE =
      new AllowedAddresses(
          Set.of(), List.of(new AddressRange(InetAddress.ofLiteral("127.0.0.0"), 8)));

  @AfterEach
  void close() {
    hub.close();
    dns.close();
  }

  private List<String> addresses() {
    return hub.names().allowing(THIS_MACHINE).all(NAME, 80).toCompletableFuture().join().stream()
        .map(it -> it.getAddress().getHostAddress())
        .toList();
  }

  @Test
  void anAnswerIsKept() {
    dns.name(NAME, SOMEBODY, NOBODY);
    assertThat(addresses()).containsExactlyInAnyOrder(SOMEBODY, NOBODY);
    dns.name(NAME, "127.0.0.2");
    assertThat(addresses()).hasSize(2);
    assertThat(dns.asked()).isEqualTo(1);
  }

  @Test
  void itIsKeptForNoLongerThanTheLimit() throws Exception {
    hub.names().maxTtl(Duration.ofSeconds(1));
    dns.name(NAME, SOMEBODY);
    assertThat(addresses()).containsExactly(SOMEBODY);
    dns.name(NAME, "127.0.0.2");
    TimeUnit.MILLISECONDS.sleep(1_200);
    assertThat(addresses()).containsExactly("127.0.0.2");
  }

  @Test
  void anUnknownNameIsAnError() {
    assertThatThrownBy(this::addresses).hasCauseInstanceOf(UnknownHostException.class);
  }

  @Test
  void withoutConnectionAnAnswerIsForgottenOncePerSecond() throws Exception {
    dns.name(NAME, NOBODY);
    assertThat(addresses()).containsExactly(NOBODY);
    assertThat(hub.names().invalidate(NAME)).isFalse();
    TimeUnit.MILLISECONDS.sleep(1_500);
    dns.name(NAME, SOMEBODY);
    assertThat(hub.names().invalidate(NAME)).isTrue();
    assertThat(addresses()).containsExactly(SOMEBODY);
    assertThat(hub.names().invalidate(NAME)).isFalse();
  }

  /** A search domain completes it, as in Kubernetes. */
  @Test
  void aShortNameIsForgottenAsWell() throws Exception {
    dns.name(NAME, NOBODY);
    assertThat(addresses()).containsExactly(NOBODY);
    TimeUnit.MILLISECONDS.sleep(1_500);
    assertThat(hub.names().invalidate("my")).isFalse();
    assertThat(hub.names().invalidate(NAME.substring(0, NAME.indexOf('.')))).isTrue();
  }

  @Test
  void anHttpBackendThatMovesIsFoundAtOnce() throws Exception {
    try (var api = api();
        var backend = http(api)) {
      dns.name(NAME, NOBODY);
      assertThatThrownBy(() -> backend.run("post: /a")).isInstanceOf(StepException.class);
      dns.name(NAME, SOMEBODY);
      // A name server that is slow is not waited for; the next call finds what it has told.
      await()
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptionsInstanceOf(StepException.class)
          .untilAsserted(() -> assertThat(backend.run("post: /a")).contains(Json.of(1)));
    }
  }

  @Test
  void everyAddressOfAnHttpBackendIsTried() {
    try (var api = api();
        var backend = http(api)) {
      dns.name(NAME, NOBODY, "127.0.0.8", SOMEBODY);
      assertThat(backend.run("post: /a")).contains(Json.of(1));
    }
  }

  @Test
  void aRedisServerThatMovesIsFoundAtOnce() throws Exception {
    try (var redis = RedisServerFixture.start();
        var backend = redis(redis)) {
      dns.name(NAME, NOBODY);
      assertThatThrownBy(() -> backend.run("command: [PING]")).isInstanceOf(StepException.class);
      dns.name(NAME, SOMEBODY);
      TimeUnit.MILLISECONDS.sleep(1_500);
      assertThat(backend.run("command: [PING]")).contains(Json.string("PONG"));
    }
  }

  @Test
  void everyAddressOfARedisServerIsTried() {
    try (var redis = RedisServerFixture.start();
        var backend = redis(redis)) {
      dns.name(NAME, NOBODY, "127.0.0.8", SOMEBODY);
      assertThat(backend.run("command: [PING]")).contains(Json.string("PONG"));
    }
  }

  private static RawHttp api() {
    return RawHttp.start((target, client) ->
        RawHttp.send(
            client,
            "HTTP/1.1 200 OK\r\nContent-Length: 1",
            "1".getBytes(StandardCharsets.US_ASCII)));
  }

  private StepFixture http(RawHttp api) {
    int port = URI.create(api.url()).getPort();
    return fixture(
        "{kind: http, url: \"http://%s:%d\", timeout: 5s, allowed-addresses: [127.0.0.0/8]}"
            .formatted(NAME, port));
  }

  private StepFixture redis(RedisServerFixture redis) {
    int port = URI.create(redis.uri()).getPort();
    return fixture(
        """
        { kind: redis, uri: "redis://%s:%d", timeout: 5s, pool: { acquire-timeout: 5s },
          allowed-addresses: [127.0.0.0/8] }
        """
            .formatted(NAME, port));
  }

  private StepFixture fixture(String yaml) {
    return new StepFixture(
        yaml, hub, (config, loops) -> Kinds.installed(Map.of()).open(config, loops));
  }

  @ParameterizedTest
  @ValueSource(strings = {SOMEBODY, "169.254.169.254", "0.0.0.0"})
  void aNameHasOnlyAddressesThatAreAllowed(String address) {
    dns.name(NAME, address);
    try (var backend = fixture("{kind: http, url: \"http://%s:%d\"}".formatted(NAME, 80))) {
      assertThatThrownBy(() -> backend.run("post: /a"))
          .isInstanceOf(StepException.class)
          .hasMessageContaining("no allowed address");
    }
  }

  /** What one backend allows is not allowed to another one of the same host. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: http, url: \"http://%s:%d\"}; post: /a",
        "{kind: http, url: \"http://%s:%d\", http2: true}; post: /a",
        "{kind: sql, uri: \"postgresql://a:b@%s:%d/c\"}; query: SELECT 1",
        "{kind: amqp, uri: \"amqp://a:b@%s:%d\"}; publish: { routing-key: a, body: 1 }",
        "{kind: redis, uri: \"redis://%s:%d\"}; command: [PING]"
      })
  void eachBackendAllowsForItself(String declared) {
    String[] parts = declared.split("; ", 2);
    dns.name(NAME, SOMEBODY);
    try (var api = api();
        var allowing = http(api);
        var other = fixture(parts[0].formatted(NAME, URI.create(api.url()).getPort()))) {
      assertThat(allowing.run("post: /a")).contains(Json.of(1));
      assertThatThrownBy(() -> other.run(parts[1]))
          .isInstanceOf(StepException.class)
          .hasMessageContaining("no allowed address");
      assertThat(allowing.run("post: /a")).contains(Json.of(1));
    }
  }
}

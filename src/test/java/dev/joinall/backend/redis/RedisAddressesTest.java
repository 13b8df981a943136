package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code allowed-addresses} of a backend of kind {@code redis}, also for a named master. */
class RedisAddressesTest {
  private final Hub hub = new Hub(Transport.best());

  @AfterEach
  void stop() {
    hub.close();
  }

  /** A sentinel whose master has this address, and a port on which nothing listens. */
  private static ScriptedRedis sentinel(String master) {
    return new ScriptedRedis(
        ScriptedRedis.Age.NEW,
        (peer, command) -> {
          if (command.getFirst().equals("SENTINEL")) {
            peer.send("*2\r\n" + ScriptedRedis.bulk(master) + ScriptedRedis.bulk("1"));
          } else {
            peer.send("+OK\r\n");
          }
        });
  }

  private Fault fault(ScriptedRedis sentinel, String ranges) {
    String uri =
        "redis-sentinel://127.0.0.1:" + URI.create(sentinel.uri()).getPort() + "/0#mymaster";
    try (var backend =
        new StepFixture(
            "{kind: redis, uri: \"%s\", timeout: 5s, pool: {acquire-timeout: 3s}, allowed-addresses: [%s]}"
                .formatted(uri, ranges),
            hub,
            RedisBackend::new)) {
      return Fault.of(catchThrowable(() -> backend.run("command: [GET, a]")));
    }
  }

  @Test
  void aMasterOutsideOfTheRangesIsNotUsed() {
    try (var sentinel = sentinel("127.0.0.2")) {
      assertThat(fault(sentinel, "127.0.0.1/32").detail())
          .isEqualTo("the host name has no allowed address");
      assertThat(fault(sentinel, "127.0.0.0/8").detail()).isEqualTo("no connection could be made");
    }
  }
}

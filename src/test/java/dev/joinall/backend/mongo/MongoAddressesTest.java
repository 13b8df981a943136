package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code allowed-addresses} of a backend of kind {@code mongo}, also for members of a set. */
class MongoAddressesTest {
  private static final String FIND = "find-one: items, filter: {a: 1}";
  private static final String FOUND =
      "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'd.items', firstBatch: [{_id: 1}]}}";

  private final Hub hub = new Hub(Transport.best());
  private final AtomicInteger calls = new AtomicInteger();
  private final WireServer server =
      WireServer.start((request, out) -> {
        calls.incrementAndGet();
        out.write(request.reply(FOUND));
        return true;
      });

  @AfterEach
  void stop() {
    hub.close();
    server.close();
  }

  private StepFixture open(String uri, String ranges) {
    return new StepFixture(
        "{kind: mongo, uri: \"%s\", database: d, timeout: 2s, allowed-addresses: [%s]}"
            .formatted(uri, ranges),
        hub,
        MongoBackend::new);
  }

  private void assertForbidden(StepFixture backend) {
    Fault fault = Fault.of(catchThrowable(() -> backend.run(FIND)));
    assertThat(fault)
        .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "the host name has no allowed address"));
    assertThat(calls.get()).isZero();
  }

  private String localhost() {
    return server.uri().replace("127.0.0.1", "localhost");
  }

  @Test
  void aNameWithAnAddressOfTheRangesIsUsed() {
    try (var shop = open(localhost(), "127.0.0.0/8, \"::1/128\"")) {
      assertThat(shop.run(FIND)).isPresent();
    }
  }

  @Test
  void aNameWithoutOneIsNot() {
    try (var shop = open(localhost(), "10.0.0.0/8")) {
      assertForbidden(shop);
    }
  }

  @Test
  void aMemberOutsideOfTheRangesIsNotUsedEither() {
    int port = Integer.parseInt(server.host().substring(server.host().indexOf(':') + 1));
    String primary = "127.0.0.2:" + port;
    server.isMember(false, primary, List.of(server.host(), primary), 1);
    try (var shop = open("mongodb://" + server.host() + "/?replicaSet=rs0", "127.0.0.1/32")) {
      assertForbidden(shop);
      assertThat(shop.run(FIND + ", read-preference: secondary")).isPresent();
    }
  }
}

package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.ScriptedDns;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.naming.Context;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Addresses whose servers and options are in DNS: {@code mongodb+srv}. The name server is a real
 * one on loopback. The servers must be in the domain of the name, and their names are looked up by
 * the system; so the domain is that of 127.0.0.1, whose name needs no lookup.
 */
class MongoSrvTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String NAME = "shop.0.0.1";
  private static final String FIND = "find-one: items, filter: {a: 1}";
  private static final String FOUND =
      "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'd.items', firstBatch: [{_id: 1}]}}";

  private final ScriptedDns dns = ScriptedDns.start();
  private final Hub hub = new Hub(Transport.best());
  private final List<BsonDocument> first = new CopyOnWriteArrayList<>();
  private final List<BsonDocument> second = new CopyOnWriteArrayList<>();
  private WireServer one;
  private WireServer other;

  @BeforeEach
  void start() {
    System.setProperty(Context.PROVIDER_URL, dns.jndi());
    one = member(first);
    other = member(second);
    List<String> hosts = List.of(one.host(), other.host());
    one.isMember(true, one.host(), hosts, 1);
    other.isMember(false, one.host(), hosts, 1);
    dns.service("_mongodb._tcp." + NAME, one.host(), other.host());
  }

  private static WireServer member(List<BsonDocument> commands) {
    return WireServer.start((request, out) -> {
      commands.add(request.command());
      out.write(request.reply(FOUND));
      return true;
    });
  }

  @AfterEach
  void stop() {
    System.clearProperty(Context.PROVIDER_URL);
    hub.close();
    one.close();
    other.close();
    dns.close();
  }

  private StepFixture open(String options) {
    return new StepFixture(
        "{kind: mongo, uri: \"mongodb+srv://%s/?tls=false%s\", database: d, timeout: 5s}"
            .formatted(NAME, options),
        hub,
        MongoBackend::new);
  }

  private static Fault fault(StepFixture backend) {
    return Fault.of(catchThrowable(() -> backend.run(FIND)));
  }

  @Test
  void theServersAndTheOptionsAreThoseInDns() {
    dns.text(NAME, "replicaSet=rs0&authSource=admin");
    try (var shop = open("&readPreference=secondary")) {
      assertThat(shop.run(FIND)).isPresent();
      assertThat(first).isEmpty();
      assertThat(second).hasSize(1);
    }
  }

  @Test
  void anotherSetThanThatOfTheTextIsNotUsed() {
    dns.text(NAME, "replicaSet=other");
    try (var shop = open("")) {
      assertThat(fault(shop).type()).isIn(Fault.Type.TIMEOUT, Fault.Type.UNAVAILABLE);
      assertThat(first).isEmpty();
    }
  }

  @Test
  void aNameWithoutServersIsUnavailableAndAskedForAgain() {
    dns.service("_mongodb._tcp." + NAME);
    try (var shop = open("")) {
      assertThat(fault(shop).type()).isEqualTo(Fault.Type.UNAVAILABLE);
      dns.service("_mongodb._tcp." + NAME, one.host());
      await().atMost(SOON).ignoreExceptions().until(() -> shop.run(FIND).isPresent());
    }
  }

  /** Whoever may write the record could otherwise send passwords to any server. */
  @Test
  void aServerOfAnotherDomainIsNotUsed() {
    dns.service("_mongodb._tcp." + NAME, "127.0.0.2:27017");
    try (var shop = open("")) {
      assertThat(fault(shop).type()).isEqualTo(Fault.Type.UNAVAILABLE);
    }
  }

  /** Only these two may stand there (the specification of initial DNS seedlist discovery). */
  @Test
  void anotherOptionInTheTextIsRefused() {
    dns.text(NAME, "tls=false&maxPoolSize=1");
    try (var shop = open("")) {
      assertThat(fault(shop).type()).isEqualTo(Fault.Type.UNAVAILABLE);
      assertThat(first).isEmpty();
    }
  }
}

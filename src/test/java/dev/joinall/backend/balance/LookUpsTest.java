package dev.joinall.backend.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.AllowedAddresses;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.AddressRange;
import dev.joinall.testing.ScriptedDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Look-ups of the names of one backend, while its addresses change. */
class LookUpsTest {
  private static final String NAME = "api.test";

  private static final Duration SOON = Duration.ofSeconds(30);

  /** From then on a name can be forgotten, and a look-up is due. */
  private static final Duration OVER_A_SECOND = Duration.ofMillis(1_100);

  private final ScriptedDns dns = ScriptedDns.start();
  private final Hub hub = new Hub(Transport.best(), dns.provider());
  private final HostNames names =
      hub.names()
          .allowing(
              new AllowedAddresses(
                  Set.of(), List.of(new AddressRange(InetAddress.ofLiteral("127.0.0.0"), 8))));
  private final AtomicBoolean loopsMayGoOn = new AtomicBoolean();

  @AfterEach
  void close() {
    loopsMayGoOn.set(true);
    hub.close();
    dns.close();
  }

  private static final class Server extends Instance {
    Server(Place place) {
      super(place);
    }

    @Override
    protected void onRemoved() {}
  }

  private static List<String> addresses(List<Server> found) {
    return found.stream().map(it -> it.address().getAddress().getHostAddress()).toList();
  }

  private void stopLoops() {
    hub.loops()
        .forEach(loop ->
            loop.execute(() -> {
              while (!loopsMayGoOn.get()) {
                // keeps the loop busy: BlockHound forbids to wait on it
              }
            }));
  }

  @Test
  void aLookUpThatBeganBeforeItsNameWasForgottenIsNotUsed() throws Exception {
    var origin = new Origin(NAME, 80, NAME, false);
    var lookUps = new LookUps<>("it", List.of(origin), names, Server::new);
    dns.name(NAME, "127.0.0.8");
    assertThat(addresses(lookUps.resolve().join())).containsExactly("127.0.0.8");
    Thread.sleep(OVER_A_SECOND);
    dns.name(NAME, "127.0.0.9");

    stopLoops();
    lookUps.refresh(); // finds the old address, which is still cached
    assertThat(lookUps.invalidate()).isTrue();
    CompletableFuture<List<Server>> after = lookUps.resolve();
    loopsMayGoOn.set(true);

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(addresses(lookUps.all())).containsExactly("127.0.0.9"));
    assertThat(after).succeedsWithin(SOON);
    assertThat(lookUps.isKnown()).isTrue();
  }
}

package dev.joinall.backend.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Two callers and a misbehaving server that accepts the mails of one and rejects those of the
 * other: neither caller ever gets a reply to the other.
 */
class MailCrossingTest {
  private static final int MAILS = 2_000;
  private static final int AT_ONCE = 4;

  private final long seed = new Random().nextLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void noReceiptAndNoRefusalReachesAnotherCaller() {
    LoggerFactory.getLogger(MailCrossingTest.class).info("seed {}", seed);
    try (var hub = new Hub(Transport.best());
        var server = LyingMailServer.start(new Random(seed));
        var fixture =
            new StepFixture(
                """
                { kind: smtp, uri: "%s", timeout: 5s,
                  pool: { max: 2, max-pending: 100, acquire-timeout: 5s } }\
                """
                    .formatted(server.uri()),
                hub,
                SmtpBackend::new)) {
      Step step =
          fixture.step(
              "send: { from: shop@example.com, to: \"${body}@example.com\", subject: S, text: T }");
      Flux.range(0, MAILS)
          .flatMap(number -> send(step, fixture, server, number), AT_ONCE)
          .blockLast(Duration.ofMinutes(3));

      assertThat(wrong).as("seed " + seed).isEmpty();
      assertThat(sent.get()).as("seed " + seed).isGreaterThan(MAILS / 8);
      assertThat(refused.get()).as("seed " + seed).isGreaterThan(MAILS / 8);
    }
  }

  private Mono<Json> send(Step step, StepFixture fixture, LyingMailServer server, int number) {
    String name = (number % 2 == 0 ? LyingMailServer.WELCOME : "bob") + number;
    return Mono.defer(() -> step.run(fixture.scope(Json.string(name))))
        .doOnNext(receipt -> {
          sent.incrementAndGet();
          if (!server.hasTaken(receipt.get("messageId").text())) {
            wrong.add(name + " has a receipt of " + receipt);
          }
        })
        .onErrorResume(error -> {
          note(name, Fault.of(error));
          return Mono.empty();
        });
  }

  private void note(String name, Fault fault) {
    boolean mine = !name.startsWith(LyingMailServer.WELCOME);
    switch (fault.type()) {
      case STATUS -> {
        refused.incrementAndGet();
        if (!mine) {
          wrong.add(name + " got " + fault);
        }
      }
      case MALFORMED, UNAVAILABLE, UNKNOWN -> {}
      default -> wrong.add(name + " got " + fault);
    }
  }
}

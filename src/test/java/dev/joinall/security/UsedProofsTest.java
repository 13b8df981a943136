package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.security.UsedProofs.Use;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which proofs are remembered. */
class UsedProofsTest {
  private final AtomicLong now = new AtomicLong();
  private final UsedProofs used = new UsedProofs(Duration.ofSeconds(90), now::get, 160);

  @Test
  void aProofIsAcceptedOnceDuringItsLife() {
    assertThat(used.use(Digest.of("a"), "k")).isEqualTo(Use.NEW);
    assertThat(used.use(Digest.of("b"), "k")).isEqualTo(Use.NEW);
    now.addAndGet(Duration.ofSeconds(90).toNanos());
    assertThat(used.use(Digest.of("a"), "k")).isEqualTo(Use.USED);
    now.addAndGet(1);
    assertThat(used.use(Digest.of("a"), "k")).isEqualTo(Use.NEW);
  }

  @Test
  void noneThatCountsIsForgottenForAnother() {
    assertThat(used.use(Digest.of("a"), "k")).isEqualTo(Use.NEW);
    long accepted =
        IntStream.range(0, 10_000)
            .filter(it -> used.use(Digest.of("x" + it), "k" + it) == Use.NEW)
            .count();

    assertThat(accepted).isEqualTo(159);
    assertThat(used.use(Digest.of("a"), "k")).isEqualTo(Use.USED);
    now.addAndGet(Duration.ofSeconds(91).toNanos());
    assertThat(used.use(Digest.of("y"), "k")).isEqualTo(Use.NEW);
  }

  @Test
  void oneCallerCannotTakeThePlacesOfOthers() {
    long taken =
        IntStream.range(0, 10_000)
            .filter(it -> used.use(Digest.of("x" + it), "greedy") == Use.NEW)
            .count();
    assertThat(taken).isEqualTo(160 / 8 / 16 * 16);
    assertThat(used.use(Digest.of("y"), "other")).isEqualTo(Use.NEW);
    now.addAndGet(Duration.ofSeconds(91).toNanos());
    assertThat(used.use(Digest.of("z"), "greedy")).isEqualTo(Use.NEW);
  }
}

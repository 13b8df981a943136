package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.config.Tree;
import dev.joinall.security.RequestLimiter.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The token buckets of requests, on a virtual clock. */
class RequestLimiterTest {
  private final AtomicLong clock = new AtomicLong(-5);

  private RequestLimiter limiter(int permits, Duration per, int burst) {
    var where = Tree.Mapping.empty(Position.START, "");
    return new RequestLimiter(
        new RequestLimitConfig(
            where,
            permits,
            per,
            burst,
            Optional.empty(),
            RequestLimitConfig.WhenDown.LOCAL,
            Optional.empty()),
        clock::get);
  }

  @Test
  void aFullBucketGivesItsBurstAndFillsUpByTheRate() {
    RequestLimiter limiter = limiter(60, Duration.ofMinutes(1), 3);

    assertThat(limiter.take("a", 1))
        .isEqualTo(new Decision(true, 2, Duration.ZERO, Duration.ofSeconds(1)));
    assertThat(limiter.take("a", 1).allowed()).isTrue();
    assertThat(limiter.take("a", 1).remaining()).isZero();
    assertThat(limiter.take("a", 1))
        .isEqualTo(new Decision(false, 0, Duration.ofSeconds(1), Duration.ofSeconds(3)));
    assertThat(limiter.take("b", 1).allowed()).isTrue();

    clock.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(limiter.take("a", 1).allowed()).isTrue();
    assertThat(limiter.take("a", 1).allowed()).isFalse();

    clock.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(limiter.take("a", 1).remaining()).isEqualTo(2);
  }

  @Test
  void threadsTogetherGetNoMoreThanTheBurst() throws Exception {
    RequestLimiter limiter = limiter(1, Duration.ofHours(1), 500);
    List<Future<Integer>> counts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        counts.add(
            threads.submit(() -> {
              int allowed = 0;
              for (int n = 0; n < 1_000; n++) {
                allowed += limiter.take("a", 1).allowed() ? 1 : 0;
              }
              return allowed;
            }));
      }
    }
    int all = 0;
    for (Future<Integer> it : counts) {
      all += it.get();
    }

    assertThat(all).isEqualTo(500);
  }

  @Test
  void theKeysAreBounded() {
    RequestLimiter limiter = limiter(1, Duration.ofHours(1), 1);
    for (int n = 0; n < RequestLimiter.MAX_KEYS * 2; n++) {
      limiter.take("k" + n, 1);
    }

    assertThat(limiter.keys()).isLessThanOrEqualTo(RequestLimiter.MAX_KEYS);
  }
}

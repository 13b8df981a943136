package dev.joinall.security;

import dev.joinall.security.TokenEndpoint.Issued;
import dev.joinall.security.TokenEndpoint.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One token of an authorization server: asked for when it is first needed, and again in the
 * background before it expires, while it is used. One question at a time. Thread-safe.
 */
final class CachedToken {
  /** The backend must not get a token that expires on its way; a quarter of a short life. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** After a failure nobody asks again for this time. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  /** A token that is younger is not dropped: the backend would refuse the next one as well. */
  static final Duration YOUNG = Duration.ofSeconds(10);

  private final Question question;
  private final LongSupplier clock;
  private volatile Value value = new Value("", 0, 0, 0);
  private @Nullable CompletableFuture<String> running;
  private volatile @Nullable Failure failure;
  private boolean isDropped;

  /** Asks; blocks. */
  @FunctionalInterface
  interface Question {
    Issued ask() throws IOException, InterruptedException;
  }

  /** On the clock, in nanoseconds; no token is empty. */
  private record Value(String token, long issued, long refresh, long end) {
    boolean isUsable(long now) {
      return !token.isEmpty() && now - end < 0;
    }
  }

  private record Failure(TokenFailure why, long at) {}

  /**
   * @param clock nanoseconds
   */
  CachedToken(Question question, LongSupplier clock) {
    this.question = question;
    this.clock = clock;
  }

  /** The token, if it is there and has not expired. Starts to get the next one if it is due. */
  Optional<String> known() {
    Value now = value;
    long time = clock.getAsLong();
    if (!now.isUsable(time)) {
      return Optional.empty();
    }
    if (time - now.refresh() >= 0) {
      var _ = fetched();
    }
    return Optional.of(now.token());
  }

  /** The next token. Fails with {@link TokenFailure}. */
  synchronized CompletableFuture<String> fetched() {
    Value now = value;
    if (now.isUsable(clock.getAsLong()) && clock.getAsLong() - now.refresh() < 0) {
      return CompletableFuture.completedFuture(now.token()); // it came in the meantime
    }
    Failure last = failure;
    if (last != null && clock.getAsLong() - last.at() < PAUSE.toNanos()) {
      return CompletableFuture.failedFuture(last.why());
    }
    CompletableFuture<String> flight = running;
    if (flight == null) {
      flight = new CompletableFuture<>();
      running = flight;
      CompletableFuture<String> asked = flight;
      var _ = Thread.ofVirtual().name("token").start(() -> run(asked));
    }
    return flight;
  }

  /**
   * A backend refused this token.
   *
   * @return whether another one is worth a try
   */
  synchronized boolean drop(String token) {
    Value now = value;
    if (!now.token().equals(token)) {
      return true; // another one is there already
    }
    boolean isYoung = clock.getAsLong() - now.issued() < YOUNG.toNanos();
    if (isDropped && isYoung) {
      return false;
    }
    isDropped = true;
    value = new Value("", 0, 0, 0);
    return true;
  }

  /** Why the last question failed; empty if it has not. */
  Optional<TokenFailure> failure() {
    return Optional.ofNullable(failure).map(Failure::why);
  }

  private void run(CompletableFuture<String> flight) {
    try {
      Issued issued = question.ask();
      flight.complete(keep(issued));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      flight.completeExceptionally(failed("interrupted", false));
    } catch (IOException | RuntimeException | Error e) { // whatever it is, others wait
      flight.completeExceptionally(failed(String.valueOf(e.getMessage()), e instanceof Refusal));
    }
  }

  /** The next one is fetched when four fifths of the time are over. */
  private synchronized String keep(Issued issued) {
    long now = clock.getAsLong();
    long whole = issued.life().toNanos();
    long life = whole - Math.min(MARGIN.toNanos(), whole / 4);
    value = new Value(issued.token(), now, now + life / 5 * 4, now + life);
    failure = null;
    running = null;
    return issued.token();
  }

  private synchronized TokenFailure failed(String why, boolean isRefusal) {
    var failed = new TokenFailure(why, isRefusal);
    failure = new Failure(failed, clock.getAsLong());
    running = null;
    return failed;
  }
}

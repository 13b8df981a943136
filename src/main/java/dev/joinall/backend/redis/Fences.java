package dev.joinall.backend.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The fences of one connection. The first ones detect which command this server echoes. Used on the
 * connection's loop only.
 */
final class Fences {
  /** The reply of this server to a fence. */
  enum Answers {
    NOT_KNOWN,
    WITH_THE_TOKEN,
    WITH_PONG,
    /** Any other reply, such as an error because the user has no permission for the command. */
    NOT
  }

  private final Deque<Fence> sent = new ArrayDeque<>();
  private Fence.Word word = Fence.Word.ECHO;
  private Answers answers = Answers.NOT_KNOWN;
  private long number = ThreadLocalRandom.current().nextLong();

  Answers answers() {
    return answers;
  }

  boolean areUsed() {
    return answers == Answers.WITH_THE_TOKEN || answers == Answers.WITH_PONG;
  }

  /** A server that refused HELLO is old or simple, so PING is used at once. */
  Fence first(boolean saidHello) {
    word = saidHello ? Fence.Word.ECHO : Fence.Word.PING;
    return next(0);
  }

  /**
   * @param position number of calls sent before it
   */
  Fence next(long position) {
    var fence = new Fence(word, position, number++);
    sent.add(fence);
    return fence;
  }

  /**
   * The fence whose reply comes next, after this number of replies to calls; null if none is due.
   */
  @Nullable Fence due(long replies) {
    Fence first = sent.peek();
    return first != null && first.position() == replies ? first : null;
  }

  /** Removes a fence whose reply was read. */
  void passed() {
    sent.remove();
  }

  /**
   * Evaluates the reply to a first fence; returns the next one to send if another command may work.
   */
  @Nullable Fence evaluate(Fence fence) {
    if (fence.isEchoed()) {
      answers = Answers.WITH_THE_TOKEN;
    } else if (fence.word() == Fence.Word.ECHO) {
      word = Fence.Word.PING;
      return next(0);
    } else {
      answers = fence.isPong() ? Answers.WITH_PONG : Answers.NOT;
    }
    return null;
  }

  /** Whether the reply belongs to this fence. */
  boolean isInPlace(Fence fence) {
    return answers == Answers.WITH_PONG ? fence.isPong() : fence.isEchoed();
  }
}

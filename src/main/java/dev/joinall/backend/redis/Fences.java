package dev.joinall.backend.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The fences of one connection. The first ones try which word this server gives back. Used by the
 * connection's loop only.
 */
final class Fences {
  /** How this server answers. */
  enum Answers {
    NOT_KNOWN,
    WITH_THE_TOKEN,
    WITH_PONG,
    /** With something else, such as an error: the user may not use the command. */
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

  /** A server that refused HELLO is an old or a simple one, and asked by PING at once. */
  Fence first(boolean saidHello) {
    word = saidHello ? Fence.Word.ECHO : Fence.Word.PING;
    return next(0);
  }

  /**
   * @param position how many calls were sent before it
   */
  Fence next(long position) {
    var fence = new Fence(word, position, number++);
    sent.add(fence);
    return fence;
  }

  /** The one whose answer is the next reply, after so many replies to calls. */
  @Nullable Fence due(long replies) {
    Fence first = sent.peek();
    return first != null && first.position() == replies ? first : null;
  }

  /** Its answer has been read. */
  void passed() {
    sent.remove();
  }

  /** What the answer to a first one tells; the next one to send, if another word may do. */
  @Nullable Fence learn(Fence fence) {
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

  /** Whether the answer is the one of this fence. */
  boolean isInPlace(Fence fence) {
    return answers == Answers.WITH_PONG ? fence.isPong() : fence.isEchoed();
  }
}

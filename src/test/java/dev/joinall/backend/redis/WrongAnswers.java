package dev.joinall.backend.redis;

import static dev.joinall.backend.redis.ScriptedRedis.bulk;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Answers each key with its secret, and sometimes makes an error, never two among the calls in
 * flight of one connection: no client sees two errors that cancel each other out between two
 * fences. Thread-safe.
 */
final class WrongAnswers implements ScriptedRedis.Script {
  private enum Wrong {
    GARBAGE,
    RESET,
    HALF,
    HALF_AND_RESET,
    LATE,
    SURPLUS,
    SURPLUS_IN_ONE,
    ANOTHERS,
    NONE
  }

  private static final int ONE_IN = 60;

  /** Right answers between two errors of a connection; more than there are calls in flight. */
  private static final int DISTANCE = 32;

  private final Random random;
  private final List<Wrong> wrongs;
  private final Map<Integer, String> late = new HashMap<>();
  private final Map<Integer, Integer> rightOnes = new HashMap<>();
  private String last = bulk("secret of nobody");
  private int wrong;

  /**
   * @param wrongs the names of possible errors
   */
  WrongAnswers(long seed, String wrongs) {
    this.random = new Random(seed);
    this.wrongs = Stream.of(wrongs.split(" ", -1)).map(Wrong::valueOf).toList();
  }

  static String secretOf(String key) {
    return "secret of " + key;
  }

  synchronized int wrong() {
    return wrong;
  }

  @Override
  public synchronized void answer(ScriptedRedis.Peer peer, List<String> command)
      throws IOException {
    String before = late.remove(peer.number());
    if (before != null) {
      peer.send(before);
    }
    String right = bulk(secretOf(command.get(1)));
    int count = rightOnes.merge(peer.number(), 1, Integer::sum);
    if (random.nextInt(ONE_IN) == 0 && count > DISTANCE) {
      rightOnes.remove(peer.number());
      wrong++;
      answerWrong(peer, right, wrongs.get(random.nextInt(wrongs.size())));
    } else {
      peer.send(right);
    }
    last = right;
  }

  private void answerWrong(ScriptedRedis.Peer peer, String right, Wrong how) throws IOException {
    String half = right.substring(0, random.nextInt(right.length()));
    switch (how) {
      case GARBAGE -> peer.send("$abc\r\n" + right);
      case RESET -> reset(peer);
      case HALF -> peer.send(half);
      case HALF_AND_RESET -> {
        peer.send(half);
        reset(peer);
      }
      case LATE -> late.put(peer.number(), right); // sent with the next command
      case SURPLUS -> {
        peer.send(right);
        peer.send(right);
      }
      case SURPLUS_IN_ONE -> peer.send(right + right);
      case ANOTHERS -> peer.send(right + last);
      case NONE -> {} // the reply to the next command takes its place
    }
  }

  private static void reset(ScriptedRedis.Peer peer) throws IOException {
    peer.socket().setSoLinger(true, 0);
    peer.socket().close();
  }
}

package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.StepException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * An internal Lua script. It is called by its hash; a server that does not know the hash, and so
 * did not run it, gets the text, and knows it from then on.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Script(byte[] text, byte[] hash, int keys) {
  /** The start of the error reply, as in {@link ErrorReply}. */
  private static final String UNKNOWN = "NOSCRIPT";

  private static final byte[] EVAL = RespWriter.bulk("EVAL");
  private static final byte[] EVALSHA = RespWriter.bulk("EVALSHA");

  /** The words before the first key: the command, the script, the number of keys. */
  private static final int BEFORE_KEY = 3;

  static Script of(int keys, String lua) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(lua.getBytes(UTF_8));
      return new Script(
          RespWriter.bulk(lua), RespWriter.bulk(HexFormat.of().formatHex(hash)), keys);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }

  /**
   * Runs the script.
   *
   * @param words the keys, all of one slot, then the arguments
   */
  <T> Mono<T> call(
      RedisTopology servers, Supplier<? extends ReplyConsumer<T>> reply, Object... words) {
    var target = new CommandRoute(true, new CommandKeys(BEFORE_KEY, BEFORE_KEY + keys - 1, 1));
    return servers
        .call(request(EVALSHA, hash, words), reply, target)
        .onErrorResume(
            Script::isUnknown, error -> servers.call(request(EVAL, text, words), reply, target));
  }

  private static boolean isUnknown(Throwable error) {
    return error instanceof StepException e && e.fault().detail().startsWith(UNKNOWN);
  }

  private byte[][] request(byte[] command, byte[] script, Object... words) {
    Object[] request = new Object[BEFORE_KEY + words.length];
    request[0] = command;
    request[1] = script;
    request[2] = keys;
    System.arraycopy(words, 0, request, BEFORE_KEY, words.length);
    return RespWriter.command(request);
  }
}

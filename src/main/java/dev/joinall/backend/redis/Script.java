package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.StepException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * A Lua script of ours. It is called by its hash; a server that does not know it gets the text, and
 * knows it from then on. Such a server has not run it.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Script(byte[] text, byte[] hash) {
  /** What an error reply begins with, as {@link ErrorReply} tells it. */
  private static final String UNKNOWN = "NOSCRIPT";

  private static final byte[] EVAL = RespWriter.bulk("EVAL");
  private static final byte[] EVALSHA = RespWriter.bulk("EVALSHA");
  private static final byte[] ONE_KEY = RespWriter.bulk("1");

  /** The header, the command, the script, the number of keys. */
  private static final int BEFORE_KEY = 4;

  static Script of(String lua) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(lua.getBytes(UTF_8));
      return new Script(RespWriter.bulk(lua), RespWriter.bulk(HexFormat.of().formatHex(hash)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }

  /**
   * Runs it.
   *
   * @param words one key, then the arguments
   */
  <T> Mono<T> call(Servers servers, Supplier<? extends ReplyConsumer<T>> reply, String... words) {
    return servers
        .call(request(EVALSHA, hash, words), reply, Target.SCRIPT)
        .onErrorResume(
            Script::isUnknown,
            error -> servers.call(request(EVAL, text, words), reply, Target.SCRIPT));
  }

  private static boolean isUnknown(Throwable error) {
    return error instanceof StepException e && e.fault().detail().startsWith(UNKNOWN);
  }

  private static byte[][] request(byte[] command, byte[] script, String... words) {
    byte[][] request = new byte[BEFORE_KEY + words.length][];
    request[0] = RespWriter.header(BEFORE_KEY - 1 + words.length);
    request[1] = command;
    request[2] = script;
    request[BEFORE_KEY - 1] = ONE_KEY;
    for (int i = 0; i < words.length; i++) {
      request[BEFORE_KEY + i] = RespWriter.bulk(words[i]);
    }
    return request;
  }
}

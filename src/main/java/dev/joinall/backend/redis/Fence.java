package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.backend.Fault;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A command that the connection adds after a batch of calls, with a unique token. If the token
 * arrives in its place, each call before it had exactly one reply. There is no other proof, because
 * replies of Redis do not name their command. Also holds the reply.
 */
final class Fence extends ReplyConsumer<Void> {
  /** The command of the fence. */
  enum Word {
    /** Current Redis versions return the token, even if they can't save their data. */
    ECHO,
    /** For servers without ECHO. They return the token, or only PONG. */
    PING;

    private final String onWire = "*2\r\n$4\r\n" + name() + "\r\n$16\r\n";
  }

  private static final byte[] PONG = "PONG".getBytes(US_ASCII);

  private final Word word;
  private final long position;
  private final byte[] token;
  private byte @Nullable [] answer;

  /**
   * @param position number of calls sent before it
   * @param number unique among the fences of a connection
   */
  Fence(Word word, long position, long number) {
    super(null);
    this.word = word;
    this.position = position;
    this.token = Long.toHexString(number | Long.MIN_VALUE).getBytes(US_ASCII); // 16 hex digits
  }

  Word word() {
    return word;
  }

  long position() {
    return position;
  }

  void encode(ByteBuf out) {
    out.writeCharSequence(word.onWire, US_ASCII);
    out.writeBytes(token).writeByte('\r').writeByte('\n');
  }

  boolean isEchoed() {
    return fault() == null && Arrays.equals(answer, token);
  }

  boolean isPong() {
    return fault() == null && Arrays.equals(answer, PONG);
  }

  @Override
  long maxWireBytes() {
    return SLACK;
  }

  @Override
  boolean accepts(long length) {
    return length <= token.length;
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    if (bytes != null && accepts(bytes.remaining())) {
      answer = new byte[bytes.remaining()];
      bytes.get(answer);
    }
  }

  @Override
  public void multi(int count) {
    fail(Fault.of(Fault.Type.MALFORMED, "a list in place of a word"));
  }
}

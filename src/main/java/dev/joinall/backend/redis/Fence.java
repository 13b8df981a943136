package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.backend.Fault;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A command of the connection's own behind a batch of calls: a word, and a token that no other
 * reply has. Where the token comes back in its place, there was one reply for each call before it.
 * Nothing else tells that, since replies of Redis name no command. It holds what came back.
 */
final class Fence extends ReplyConsumer<Void> {
  /** Which command it is. */
  enum Word {
    /** Every Redis of today answers it with the token, also where it can't save its data. */
    ECHO,
    /** For those that know no ECHO. They answer with the token, or with PONG alone. */
    PING;

    private final String onWire = "*2\r\n$4\r\n" + name() + "\r\n$16\r\n";
  }

  private static final byte[] PONG = "PONG".getBytes(US_ASCII);

  private final Word word;
  private final long position;
  private final byte[] token;
  private byte @Nullable [] answer;

  /**
   * @param position how many calls were sent before it
   * @param number another one for each fence of a connection
   */
  Fence(Word word, long position, long number) {
    super(null);
    this.word = word;
    this.position = position;
    this.token = Long.toHexString(number | Long.MIN_VALUE).getBytes(US_ASCII); // 16 digits
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
  boolean takes(long length) {
    return length <= token.length;
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    if (bytes != null && takes(bytes.remaining())) {
      answer = new byte[bytes.remaining()];
      bytes.get(answer);
    }
  }

  @Override
  public void multi(int count) {
    fail(Fault.of(Fault.Type.MALFORMED, "a list in place of a word"));
  }
}

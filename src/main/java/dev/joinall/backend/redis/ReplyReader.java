package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.backend.StepException;
import io.lettuce.core.output.CommandOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ByteProcessor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Incremental, strict parser of RESP2 and RESP3: after a violation of the protocol, the position in
 * the stream is unknown. Buffers at most one line or one string of a reply, and counts all bytes.
 * Used on the connection's loop only.
 */
final class ReplyReader {
  /** Bytes of a line: a number, a status or an error. */
  static final int MAX_LINE = 64 * 1024;

  /** Nesting of arrays. {@link ReplyJson} accepts less; deeper replies are skipped. */
  static final int MAX_DEPTH = 128;

  /** Below the largest int, so that sums of lengths are ints. */
  private static final int MAX_REPLY = Integer.MAX_VALUE - 1024;

  /** The shortest element in transit is {@code _\r\n}. */
  private static final int MIN_ELEMENT_BYTES = 3;

  /** Starts an unsolicited message of RESP3. */
  static final byte PUSH = '>';

  private static final String TYPES = "+-:$*_#,(!=%~|>";

  private final ByteBuf line = Unpooled.buffer(64, MAX_LINE);
  private final ReplyString string = new ReplyString();

  /** Number of missing elements at each depth. */
  private final int[] missing = new int[MAX_DEPTH + 1];

  private CommandOutput<?, ?, ?> output = UnsolicitedReplies.REPLY;
  private long budget;
  private boolean reading;
  private int depth;

  /** Depth of an attribute, whose elements are ignored; 0 outside of one. */
  private int attribute;

  /** Whether a reply has started but is incomplete. */
  boolean isReading() {
    return reading;
  }

  /**
   * Starts a reply.
   *
   * @param to consumer of the reply
   * @param maxBytes of the whole reply in transit
   */
  void begin(CommandOutput<?, ?, ?> to, long maxBytes) {
    output = to;
    budget = Math.min(maxBytes, MAX_REPLY);
    reading = true;
  }

  /**
   * Reads the available bytes of the reply.
   *
   * @return whether the reply is complete
   * @throws StepException if it is unreadable or too long
   */
  boolean read(ByteBuf in) {
    while (in.isReadable()) {
      int before = in.readerIndex();
      boolean element = string.isReading() ? string.read(in, currentOutput()) : readLine(in);
      spend(in.readerIndex() - before);
      if (element && endElement()) {
        output = UnsolicitedReplies.REPLY;
        reading = false;
        return true;
      }
    }
    return false;
  }

  private void spend(int bytes) {
    budget -= bytes;
    if (budget < 0) {
      throw RedisFaults.replyTooLong();
    }
  }

  private CommandOutput<?, ?, ?> currentOutput() {
    return attribute == 0 ? output : UnsolicitedReplies.REPLY;
  }

  /** Ends an element, and all arrays that end with it; returns whether the reply is complete. */
  private boolean endElement() {
    currentOutput().complete(depth);
    while (depth > 0 && --missing[depth] == 0) {
      boolean wasAttribute = depth == attribute;
      depth--;
      if (wasAttribute) { // an attribute precedes an element and does not count as one
        attribute = 0;
        return false;
      }
      currentOutput().complete(depth);
    }
    return depth == 0;
  }

  /** Reads a line; returns whether it completes an element. */
  private boolean readLine(ByteBuf in) {
    if (!line.isReadable() && TYPES.indexOf(in.getByte(in.readerIndex())) < 0) {
      throw RedisFaults.notRedis("a reply of an unknown type");
    }
    int end = in.forEachByte(ByteProcessor.FIND_LF);
    int length = (end < 0 ? in.writerIndex() : end + 1) - in.readerIndex();
    if (line.readableBytes() + length > MAX_LINE) {
      throw RedisFaults.notRedis("a line without an end");
    }
    if (end >= 0 && !line.isReadable()) {
      boolean element = line(in, in.readerIndex(), end);
      in.readerIndex(end + 1);
      return element;
    }
    line.writeBytes(in, length);
    if (end < 0) {
      return false;
    }
    boolean element = line(line, 0, line.writerIndex() - 1);
    line.clear();
    return element;
  }

  private boolean line(ByteBuf in, int from, int lineFeed) {
    int start = from + 1;
    int end = lineFeed - 1;
    if (end < start || in.getByte(end) != '\r') {
      throw RedisFaults.notRedis("a line that ends in a bare line feed");
    }
    byte type = in.getByte(from);
    return switch (type) {
      case '$', '=', '!' -> beginString(type, ReplyNumbers.integer(in, start, end));
      case '*', '~', '%', '|', PUSH -> beginElements(type, ReplyNumbers.integer(in, start, end));
      default -> scalar(type, in, start, end);
    };
  }

  private boolean scalar(byte type, ByteBuf in, int start, int end) {
    CommandOutput<?, ?, ?> to = currentOutput();
    switch (type) {
      case '+' -> to.set(in.nioBuffer(start, end - start));
      case '-' -> to.setError(in.nioBuffer(start, end - start));
      case ':' -> to.set(ReplyNumbers.integer(in, start, end));
      case ',' -> to.set(ReplyNumbers.real(in.toString(start, end - start, US_ASCII)));
      case '#' -> to.set(ReplyNumbers.bool(in, start, end));
      case '(' -> to.setBigNumber(ReplyNumbers.digits(in, start, end));
      default -> setNull(to, end - start);
    }
    return true;
  }

  private static void setNull(CommandOutput<?, ?, ?> to, int length) {
    if (length != 0) {
      throw RedisFaults.notRedis("a null with content");
    }
    to.set((@Nullable ByteBuffer) null);
  }

  private boolean beginString(byte type, long length) {
    if (length == -1 && type == '$') {
      setNull(currentOutput(), 0);
      return true;
    }
    if (length < 0 || (type == '=' && length < ReplyString.FORMAT)) {
      throw RedisFaults.notRedis("a string with an impossible length");
    }
    if (type == '!' && length > MAX_LINE) {
      throw RedisFaults.notRedis("an error without an end");
    }
    boolean wanted = type == '!' || accepts(length);
    if (length > budget) {
      throw RedisFaults.replyTooLong();
    }
    string.begin(type, (int) length, wanted);
    return false;
  }

  private boolean accepts(long length) {
    return currentOutput() instanceof ReplyConsumer<?> call
        ? call.accepts(length)
        : length <= MAX_LINE;
  }

  private boolean beginElements(byte type, long count) {
    if (count == -1 && type == '*') {
      currentOutput().multiArray(-1);
      return true;
    }
    if (count < 0) {
      throw RedisFaults.notRedis("an array with an impossible length");
    }
    if (type == PUSH && (depth > 0 || output != UnsolicitedReplies.REPLY)) {
      throw RedisFaults.notRedis("a push within a reply");
    }
    boolean pairs = type == '%' || type == '|';
    if (count > budget / MIN_ELEMENT_BYTES / (pairs ? 2 : 1)) {
      throw RedisFaults.replyTooLong();
    }
    int size = (int) count;
    switch (type) {
      case '%' -> currentOutput().multiMap(size);
      case '~' -> currentOutput().multiSet(size);
      case '*' -> currentOutput().multiArray(size);
      default -> {}
    }
    boolean isAttribute = type == '|';
    if (size == 0) {
      return !isAttribute;
    }
    push(pairs ? 2 * size : size, isAttribute);
    return false;
  }

  private void push(int elements, boolean isAttribute) {
    if (depth == MAX_DEPTH) {
      throw RedisFaults.notRedis("arrays nested too deeply");
    }
    missing[++depth] = elements;
    if (isAttribute && attribute == 0) {
      attribute = depth;
    }
  }
}

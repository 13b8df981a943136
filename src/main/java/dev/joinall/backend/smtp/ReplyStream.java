package dev.joinall.backend.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The replies of a mail server, one checked line at a time. Angus accepts lines and replies of any
 * length, and treats many invalid replies as a success.
 *
 * <p>The client sends one command and reads one reply, so no byte may be pending when a command is
 * written. A premature reply would be assigned to this command or to the next mail, and shift all
 * later replies. For one thread.
 */
final class ReplyStream extends InputStream {
  /** RFC 5321, 4.5.3.1.5 allows 512; a challenge of AUTH may be this long (RFC 4954, 4). */
  static final int MAX_LINE_BYTES = 12_288;

  /** Longer than any list of extensions. */
  static final int MAX_LINES = 128;

  static final int MAX_REPLY_BYTES = 65_536;

  private final InputStream source;
  private final byte[] buffer = new byte[MAX_LINE_BYTES];
  private int start;
  private int lineEnd;
  private int end;
  private int code;
  private int lines;
  private int bytes;

  ReplyStream(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return start < lineEnd || nextLine() ? Byte.toUnsignedInt(buffer[start++]) : -1;
  }

  /** Returns at most the rest of the line, so that the caller buffers nothing beyond it. */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (start == lineEnd && !nextLine()) {
      return -1;
    }
    int count = Math.min(length, lineEnd - start);
    System.arraycopy(buffer, start, target, offset, count);
    start += count;
    return count;
  }

  /** False at the end of the connection, if it is between two replies. */
  private boolean nextLine() throws IOException {
    discardRead();
    int feed = lineFeed(0);
    while (feed < 0) {
      if (end == buffer.length) {
        throw new MalformedReply("a line is longer than " + MAX_LINE_BYTES + " bytes");
      }
      int seen = end;
      if (!fill()) {
        if (end > 0 || lines > 0) {
          throw new EOFException("the connection ended within a reply");
        }
        return false;
      }
      feed = lineFeed(seen);
    }
    count(ReplyLine.of(buffer, feed + 1), feed + 1);
    lineEnd = feed + 1;
    return true;
  }

  private void discardRead() {
    System.arraycopy(buffer, lineEnd, buffer, 0, end - lineEnd);
    end -= lineEnd;
    lineEnd = 0;
    start = 0;
  }

  private int lineFeed(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    int count = source.read(buffer, end, buffer.length - end);
    end += Math.max(0, count);
    return count >= 0;
  }

  private void count(ReplyLine line, int length) throws MalformedReply {
    lines++;
    bytes += length;
    if (lines > MAX_LINES || bytes > MAX_REPLY_BYTES) {
      throw new MalformedReply(
          "a reply has more than " + MAX_LINES + " lines or " + MAX_REPLY_BYTES + " bytes");
    }
    if (lines > 1 && line.code() != code) {
      throw new MalformedReply("the lines of a reply have different codes");
    }
    code = line.code();
    if (line.last()) {
      lines = 0;
      bytes = 0;
    }
  }

  /**
   * Fails if the server has sent unrequested bytes.
   *
   * @param waiting whether bytes can be read without a long wait
   */
  void expectSilence(boolean waiting) throws IOException {
    if (waiting && end == lineEnd) {
      discardRead();
      fill();
    }
    if (end > lineEnd && !isServiceClosing()) {
      throw new MalformedReply("an unrequested reply");
    }
  }

  /**
   * Whether it is a 421, which may be the reply to any command when the server shuts down (RFC
   * 5321, 3.8 and 4.2.2).
   */
  private boolean isServiceClosing() {
    return end - lineEnd >= 3
        && buffer[lineEnd] == '4'
        && buffer[lineEnd + 1] == '2'
        && buffer[lineEnd + 2] == '1';
  }
}

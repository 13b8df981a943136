package dev.joinall.backend.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a mail server sends, one checked line at a time. Angus, which reads it, takes lines and
 * replies of any length, and takes much for a success that is none.
 *
 * <p>The client sends one command and reads one reply, so the server has nothing to say while a
 * command is written. A reply that is there by then was asked for by nobody; taken for the answer
 * to this command or to the next mail, it would shift every answer behind it. For one thread.
 */
final class ReplyStream extends InputStream {
  /** RFC 5321, 4.5.3.1.5 has 512; a challenge of AUTH may be as long as this (RFC 4954, 4). */
  static final int MAX_LINE_BYTES = 12_288;

  /** More than any list of extensions has. */
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

  /** Never gives more than the rest of a line, so that the reader holds nothing back. */
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

  /** False at the end of the connection, where that is between two replies. */
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
   * Fails where the server has said more than it was asked.
   *
   * @param waiting whether bytes are there that can be read without waiting long
   */
  void expectSilence(boolean waiting) throws IOException {
    if (waiting && end == lineEnd) {
      discardRead();
      fill();
    }
    if (end > lineEnd && !isFarewell()) {
      throw new MalformedReply("a reply came that nobody asked for");
    }
  }

  /** 421 may answer whatever comes next: the server shuts down (RFC 5321, 3.8 and 4.2.2). */
  private boolean isFarewell() {
    return end - lineEnd >= 3
        && buffer[lineEnd] == '4'
        && buffer[lineEnd + 1] == '2'
        && buffer[lineEnd + 2] == '1';
  }
}

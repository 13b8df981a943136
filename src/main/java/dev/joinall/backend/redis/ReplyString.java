package dev.joinall.backend.redis;

import io.lettuce.core.output.CommandOutput;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The string that a {@link ReplyReader} is reading. Buffered only if it is needed and arrives in
 * several pieces, and only the bytes received so far.
 */
final class ReplyString {
  /** A verbatim string starts with its format and a colon: {@code txt:}. */
  static final int FORMAT = 4;

  private static final byte[] END = {'\r', '\n'};
  private static final byte[] NONE = {};

  private byte type;
  private int length;
  private boolean wanted;
  private boolean reading;
  private int read;
  private byte[] held = NONE;

  boolean isReading() {
    return reading;
  }

  void begin(byte newType, int newLength, boolean isWanted) {
    type = newType;
    length = newLength;
    wanted = isWanted;
    reading = true;
    read = 0;
  }

  /** Reads the available bytes; returns whether the string is complete. */
  boolean read(ByteBuf in, CommandOutput<?, ?, ?> to) {
    if (read == 0 && wanted && in.readableBytes() >= length + END.length) {
      ByteBuffer bytes = in.nioBuffer(in.readerIndex(), length);
      in.skipBytes(length);
      read = length;
      return readEnd(in) && end(bytes, to);
    }
    readPiece(in);
    return readEnd(in) && end(ByteBuffer.wrap(held, 0, wanted ? length : 0), to);
  }

  private void readPiece(ByteBuf in) {
    int piece = Math.min(in.readableBytes(), length - read);
    if (piece <= 0) {
      return;
    }
    if (wanted) {
      if (held.length < read + piece) {
        held = Arrays.copyOf(held, Math.min(length, Math.max(2 * held.length, read + piece)));
      }
      in.readBytes(held, read, piece);
    } else {
      in.skipBytes(piece);
    }
    read += piece;
  }

  private boolean readEnd(ByteBuf in) {
    while (in.isReadable() && read >= length && read < length + END.length) {
      if (in.readByte() != END[read - length]) {
        throw RedisFaults.notRedis("a string that is longer than its length");
      }
      read++;
    }
    return read == length + END.length;
  }

  private boolean end(ByteBuffer bytes, CommandOutput<?, ?, ?> to) {
    reading = false;
    held = NONE;
    if (!wanted) {
      return true;
    }
    if (type == '!') {
      to.setError(bytes);
    } else {
      to.set(type == '=' ? text(bytes) : bytes);
    }
    return true;
  }

  private static ByteBuffer text(ByteBuffer bytes) {
    if (bytes.get(FORMAT - 1) != ':') {
      throw RedisFaults.notRedis("a verbatim string without a format");
    }
    return bytes.position(FORMAT).slice();
  }
}

package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Bytes of any length that are the same each time, and the sum that tells them from others. */
public final class CheckedBytes {
  private static final int BLOCK = 64 << 10;

  private final CRC32 sum = new CRC32();
  private long length;

  /** The number of a block begins it. */
  private static byte[] block(long number) {
    byte[] block = new byte[BLOCK];
    for (int i = 8; i < BLOCK; i++) {
      block[i] = (byte) (i * 31);
    }
    return numbered(block, number);
  }

  private static byte[] numbered(byte[] block, long number) {
    ByteBuffer.wrap(block).putLong(number);
    return block;
  }

  /** Writes this many of the bytes. */
  public static void write(OutputStream out, long length) throws IOException {
    byte[] block = block(0);
    for (long at = 0; at < length; at += BLOCK) {
      out.write(numbered(block, at / BLOCK), 0, (int) Math.min(BLOCK, length - at));
    }
  }

  /** The same as chunks of HTTP/1.1, without the last one. */
  public static void writeChunks(OutputStream out, long length) throws IOException {
    byte[] block = block(0);
    for (long at = 0; at < length; at += BLOCK) {
      int size = (int) Math.min(BLOCK, length - at);
      out.write((Integer.toHexString(size) + "\r\n").getBytes(US_ASCII));
      out.write(numbered(block, at / BLOCK), 0, size);
      out.write("\r\n".getBytes(US_ASCII));
    }
  }

  /** As an input. */
  public static byte[] part(long number) {
    return block(number);
  }

  public static int partSize() {
    return BLOCK;
  }

  /** What this many of the bytes have as {@link #told}. */
  public static String expected(long length) throws IOException {
    var sum = new CheckedBytes();
    write(sum.asOutput(), length);
    return sum.told();
  }

  private OutputStream asOutput() {
    return new OutputStream() {
      @Override
      public void write(int value) {
        add(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) {
        add(bytes, from, count);
      }
    };
  }

  public CheckedBytes add(byte[] bytes, int from, int count) {
    sum.update(bytes, from, count);
    length += count;
    return this;
  }

  public CheckedBytes readAll(InputStream in) throws IOException {
    byte[] buffer = new byte[BLOCK];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      add(buffer, 0, read);
    }
    return this;
  }

  public long length() {
    return length;
  }

  /** The length and the sum. */
  public String told() {
    return length + " " + Long.toHexString(sum.getValue());
  }
}

package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The first line and the common headers of all requests of one call, as bytes. Immutable and
 * thread-safe.
 */
final class RequestHead {
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(US_ASCII);
  private static final short NEW_LINE = ('\r' << 8) | '\n';
  private static final short COLON = (':' << 8) | ' ';

  private final HttpMethod method;
  private final HttpHeaders headers;
  private final byte[] first;
  private final byte[] all;
  private final List<Line> lines = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Line(String name, byte[] bytes) {}

  RequestHead(HttpMethod method, HttpHeaders headers) {
    this.method = method;
    this.headers = headers;
    this.first = (method.name() + " ").getBytes(US_ASCII);
    var joined = new ByteArrayOutputStream();
    for (Map.Entry<String, String> header : headers) {
      byte[] line = (header.getKey() + ": " + header.getValue() + "\r\n").getBytes(ISO_8859_1);
      lines.add(new Line(header.getKey(), line));
      joined.writeBytes(line);
    }
    this.all = joined.toByteArray();
  }

  HttpMethod method() {
    return method;
  }

  boolean has(CharSequence name) {
    return headers.contains(name);
  }

  /** In bytes, without the target. */
  int length() {
    return first.length + VERSION.length + all.length;
  }

  /**
   * Writes all headers.
   *
   * @param authority the value of {@code Host}, unless the call declares one
   */
  void write(ByteBuf out, String target, String authority) {
    begin(out, target, has(HttpHeaderNames.HOST) ? "" : authority);
    out.writeBytes(all);
  }

  /** Writes the headers of a call, and the common ones with other names. */
  void write(ByteBuf out, String target, String authority, HttpHeaders own) {
    boolean hasHost = has(HttpHeaderNames.HOST) || own.contains(HttpHeaderNames.HOST);
    begin(out, target, hasHost ? "" : authority);
    for (Line line : lines) {
      if (!own.contains(line.name)) {
        out.writeBytes(line.bytes);
      }
    }
    for (Map.Entry<String, String> header : own) {
      writeLine(out, header.getKey(), header.getValue());
    }
  }

  private void begin(ByteBuf out, String target, String authority) {
    out.writeBytes(first);
    ByteBufUtil.writeAscii(out, target);
    out.writeBytes(VERSION);
    if (!authority.isEmpty()) {
      writeLine(out, HttpHeaderNames.HOST, authority);
    }
  }

  /** Writes one more line. */
  static void writeLine(ByteBuf out, CharSequence name, CharSequence value) {
    ByteBufUtil.writeAscii(out, name);
    out.writeShort(COLON);
    ByteBufUtil.writeAscii(out, value);
    out.writeShort(NEW_LINE);
  }

  /** Writes the empty line after the headers. */
  static void end(ByteBuf out) {
    out.writeShort(NEW_LINE);
  }
}

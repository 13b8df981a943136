package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Frames of HTTP/2, valid and invalid ones. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final RawClient client;

  /**
   * A frame of the server.
   *
   * @param payload one character per byte
   */
  record Frame(int type, int flags, int stream, String payload) {
    boolean endsStream() {
      return (flags & END_STREAM) != 0;
    }

    /** The four bytes at this index as a number. */
    int number(int from) {
      return ByteBuffer.wrap(payload.getBytes(ISO_8859_1)).getInt(from);
    }
  }

  private RawHttp2(RawClient client) {
    this.client = client;
  }

  /** Connects with these settings. */
  static RawHttp2 connect(String url, boolean encrypted, String settings) throws Exception {
    var client = encrypted ? RawClient.connectTls(url, "h2") : RawClient.connect(url);
    client.sendRaw(PREFACE + frame(SETTINGS, 0, 0, settings));
    return new RawHttp2(client);
  }

  /** A connection without TLS and with a small receive buffer. */
  static RawHttp2 connectSlow(String url) throws IOException {
    var client = RawClient.slow(url);
    client.sendRaw(PREFACE + frame(SETTINGS, 0, 0, ""));
    return new RawHttp2(client);
  }

  static String frame(int type, int flags, int stream, String payload) {
    byte[] head =
        ByteBuffer.allocate(9)
            .put((byte) (payload.length() >> 16))
            .putShort((short) payload.length())
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .array();
    return new String(head, ISO_8859_1) + payload;
  }

  static String number(int number) {
    return new String(ByteBuffer.allocate(4).putInt(number).array(), ISO_8859_1);
  }

  /** A header field without indexing. */
  static String field(String name, String value) {
    return "\0" + text(name) + text(value);
  }

  private static String text(String text) {
    if (text.length() < 127) {
      return (char) text.length() + text;
    }
    int rest = text.length() - 127;
    var length = new StringBuilder("\177");
    for (; rest >= 128; rest >>= 7) {
      length.append((char) ((rest & 127) | 128));
    }
    return length.append((char) rest) + text;
  }

  static String block(Map<String, String> fields) {
    var block = new StringBuilder();
    fields.forEach((name, value) -> block.append(field(name, value)));
    return block.toString();
  }

  /** The minimal headers of a request. */
  static Map<String, String> request(String method, String path) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(":method", method);
    fields.put(":scheme", "http");
    fields.put(":path", path);
    fields.put(":authority", "x");
    return fields;
  }

  RawHttp2 send(int type, int flags, int stream, String payload) throws IOException {
    client.sendRaw(frame(type, flags, stream, payload));
    return this;
  }

  RawHttp2 sendRaw(String frames) throws IOException {
    client.sendRaw(frames);
    return this;
  }

  /** The underlying connection. */
  RawClient client() {
    return client;
  }

  /** The next frame of a stream, or the one that ends the connection. */
  Frame receive() throws IOException {
    for (; ; ) {
      String head = client.readCount(9);
      int length = head.charAt(0) << 16 | head.charAt(1) << 8 | head.charAt(2);
      int stream = ByteBuffer.wrap(head.getBytes(ISO_8859_1)).getInt(5);
      var frame = new Frame(head.charAt(3), head.charAt(4), stream, client.readCount(length));
      if (frame.type() != SETTINGS && frame.type() != PING && frame.type() != WINDOW) {
        return frame;
      }
    }
  }

  /** The end of a stream, or of the connection. */
  Frame receiveEnd() throws IOException {
    Frame frame = receive();
    while (frame.type() != RESET && frame.type() != GOAWAY && !frame.endsStream()) {
      frame = receive();
    }
    return frame;
  }

  /** Whether the server has ended the connection, after any other bytes. */
  boolean isEnded() {
    return client.isDrained();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}

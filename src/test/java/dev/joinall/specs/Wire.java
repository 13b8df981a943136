package dev.joinall.specs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;

/** Sends a request byte for byte and reads the answer to its last byte. */
final class Wire {
  private static final int PATIENCE_MILLIS = 30_000;

  private Wire() {}

  static Message exchange(URI server, Message request) {
    byte[] body = request.body().getBytes(UTF_8);
    var head = new StringBuilder(request.start()).append(" HTTP/1.1\r\nHost: localhost\r\n");
    request.headers().forEach(header -> head.append(header).append("\r\n"));
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(head.toString().getBytes(ISO_8859_1));
      socket.getOutputStream().write(body);
      return answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one character per byte until all lengths are known. */
  private static Message answer(String bytes) {
    int gap = bytes.indexOf("\r\n\r\n");
    if (gap < 0) {
      throw new IllegalStateException("not an HTTP answer: \"" + bytes + "\"");
    }
    List<String> head = bytes.substring(0, gap).lines().toList();
    String body = bytes.substring(gap + 4);
    boolean chunked = head.stream().anyMatch("transfer-encoding: chunked"::equalsIgnoreCase);
    String status = head.getFirst().replaceFirst("^HTTP/1.1 ", "");
    return new Message(status, head.subList(1, head.size()), chunked ? joined(body) : utf8(body));
  }

  private static String joined(String chunks) {
    var whole = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = chunks.indexOf("\r\n", at);
      int length = Integer.parseInt(chunks.substring(at, end), 16);
      if (length == 0) {
        return whole.toString(UTF_8);
      }
      whole.writeBytes(chunks.substring(end + 2, end + 2 + length).getBytes(ISO_8859_1));
      at = end + 2 + length + 2;
    }
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(ISO_8859_1), UTF_8);
  }
}

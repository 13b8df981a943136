package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One connection to the server, in the test's own hands. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  /** An answer; the names of its headers are in small letters. */
  record Answer(int status, Map<String, String> headers, String body) {}

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  static RawClient connect(String url) throws IOException {
    var uri = URI.create(url);
    var socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new RawClient(socket);
  }

  /** Sends a request without a body. */
  RawClient send(String method, String path) throws IOException {
    String head = method + " " + path + " HTTP/1.1\r\nHost: it\r\nContent-Length: 0\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    return this;
  }

  Answer receive() throws IOException {
    return receive(true);
  }

  Answer receive(boolean hasBody) throws IOException {
    InputStream in = socket.getInputStream();
    int status =
        Integer.parseInt(line(in).substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = hasBody ? Integer.parseInt(headers.get("content-length")) : 0;
    return new Answer(status, headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) read);
    }
    return line.toString().strip();
  }

  /** Leaves without a word. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}

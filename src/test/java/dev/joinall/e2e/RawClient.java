package dev.joinall.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One raw connection to the server. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** An answer; the names of its headers are in lower case. */
  public record Answer(int status, Map<String, String> headers, String body) {}

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static RawClient connect(String url) throws IOException {
    return connect(url, new Socket());
  }

  /** With TLS, and any certificate of the server. */
  static RawClient connectTls(String url, String... protocols)
      throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket();
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return connect(url, socket);
  }

  /** Closes the output, and still reads. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** A connection with a small receive buffer. */
  public static RawClient slow(String url) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    return connect(url, socket);
  }

  private static RawClient connect(String url, Socket socket) throws IOException {
    var uri = URI.create(url);
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new RawClient(socket);
  }

  /** Sends a request without a body. */
  public RawClient send(String method, String path, String... headers) throws IOException {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: it\r\nContent-Length: 0\r\n"
            + Arrays.stream(headers).map(header -> header + "\r\n").collect(joining())
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    return this;
  }

  /** Sends these characters unchanged. */
  RawClient sendRaw(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  /** The next byte; -1 if the server has ended the connection regularly. */
  int read() throws IOException {
    return in.read();
  }

  /** Reads a number of bytes. */
  String readCount(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the connection ended");
    }
    return new String(bytes, ISO_8859_1);
  }

  /** Like {@link #isEnded}, after all bytes before the end. */
  boolean isDrained() {
    try {
      while (in.read() >= 0) {}
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether the server has ended the connection in any way. */
  boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads up to and including this text. */
  public String readUntil(String end) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(end, read.length() - end.length()) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended after " + read.length() + " bytes");
      }
      read.append((char) next);
    }
    return read.toString();
  }

  public Answer receive() throws IOException {
    return receive(true);
  }

  public Answer receive(boolean hasBody) throws IOException {
    int status = Integer.parseInt(line().substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = hasBody ? Integer.parseInt(headers.get("content-length")) : 0;
    return new Answer(status, headers, new String(in.readNBytes(length), UTF_8));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("the connection ended");
      }
      line.append((char) read);
    }
    return line.toString().strip();
  }

  /** Resets the connection, as a killed process does. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes the connection. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}

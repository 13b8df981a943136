package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP/1.1 server on loopback whose handler reads and writes the bytes of a connection itself.
 * Thread-safe.
 */
public final class ByteServer implements AutoCloseable {
  private final Listener listener;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();

  /** Answers one request. */
  @FunctionalInterface
  public interface Handler {
    void serve(Exchange exchange) throws IOException;
  }

  /** One request, and the connection that it came on. */
  public final class Exchange {
    private final Socket socket;
    private final InputStream in;
    private final String start;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Exchange(Socket socket, InputStream in, String start) throws IOException {
      this.socket = socket;
      this.in = in;
      this.start = start;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        if (colon < 0) {
          throw new IOException("no request: the rest of a content that nobody has read");
        }
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }

    /** Such as {@code GET /files}. */
    public String target() {
      return start.substring(0, start.lastIndexOf(' '));
    }

    public Map<String, String> headers() {
      return headers;
    }

    /** Writes these characters. */
    public Exchange write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      return this;
    }

    /** Counts what the connection has taken. */
    public OutputStream out() throws IOException {
      OutputStream out = socket.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int value) throws IOException {
          write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
          sent.addAndGet(length);
        }
      };
    }

    /** The bytes of the connection after the head. */
    public InputStream in() {
      return in;
    }

    /** The content of the request; an end before the declared one is an exception. */
    public InputStream content() throws IOException {
      if (headers.containsKey("transfer-encoding")) {
        return new Chunks(in);
      }
      return new Exactly(in, Long.parseLong(headers.getOrDefault("content-length", "0")));
    }

    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    public void close() throws IOException {
      socket.close();
    }
  }

  public ByteServer(Handler handler) {
    this.handler = handler;
    try {
      this.listener = new Listener(socket -> Thread.startVirtualThread(() -> serve(socket)));
      listener.listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket socket) {
    accepted.incrementAndGet();
    open.add(socket);
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      for (String start = line(in); !start.isEmpty(); start = line(in)) {
        handler.serve(new Exchange(socket, in, start));
      }
    } catch (IOException e) {
      // the other side has closed it
    } finally {
      open.remove(socket);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        if (line.size() == 0) {
          return "";
        }
        throw new EOFException("the connection ended");
      }
      line.write(read);
    }
    return line.toString(ISO_8859_1).strip();
  }

  public String url() {
    return "http://127.0.0.1:" + listener.port();
  }

  /** Number of connections accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Number of open connections. */
  public int open() {
    return open.size();
  }

  /** Bytes of content that connections have taken so far. */
  public long sent() {
    return sent.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Exactly extends InputStream {
    private final InputStream in;
    private long left;

    Exactly(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException(left + " bytes are missing");
      }
      left -= read;
      return read;
    }
  }

  private static final class Chunks extends InputStream {
    private final InputStream in;
    private long left;
    private boolean over;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (over) {
        return -1;
      }
      if (left == 0) {
        String size = line(in);
        if (size.isEmpty()) {
          throw new EOFException("the last chunk is missing");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
          over = true;
          var _ = line(in);
          return -1;
        }
      }
      int read = in.read(bytes, from, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException("the last chunk is missing");
      }
      left -= read;
      if (left == 0) {
        var _ = line(in);
      }
      return read;
    }
  }
}

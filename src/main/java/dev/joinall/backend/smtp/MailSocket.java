package dev.joinall.backend.smtp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A socket, plain or with TLS, that checks replies and writes nothing while unrequested bytes of
 * the server are pending. For one thread.
 */
final class MailSocket extends Socket {
  private static final int POLL_MILLIS = 1;

  private final Lookup lookup;
  private Socket plain;
  private Socket socket;
  private int soTimeout;
  private @Nullable ReplyStream replies;

  /** Resolves a host name. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /**
   * Creates a socket without TLS.
   *
   * @param lookup resolves the host of the connection
   */
  MailSocket(Socket plain, Lookup lookup) {
    this.plain = plain;
    this.socket = plain;
    this.lookup = lookup;
  }

  /**
   * Creates a socket with TLS.
   *
   * @param plain the socket that {@code socket} encrypts
   */
  MailSocket(Socket plain, Socket socket) {
    this.plain = plain;
    this.socket = socket;
    this.lookup = InetAddress::getAllByName;
  }

  /** The socket to encrypt; fails if unencrypted bytes are pending. */
  Socket plain() throws IOException {
    expectSilence();
    return plain;
  }

  private ReplyStream replies() throws IOException {
    ReplyStream stream = replies;
    if (stream == null) {
      stream = new ReplyStream(socket.getInputStream());
      replies = stream;
    }
    return stream;
  }

  private void expectSilence() throws IOException {
    if (plain.getInputStream().available() == 0) {
      replies().expectSilence(false);
    } else {
      waitBriefly();
    }
  }

  /** With TLS, pending bytes may belong to TLS itself, such as a session ticket. */
  private void waitBriefly() throws IOException {
    int timeout = socket.getSoTimeout();
    socket.setSoTimeout(POLL_MILLIS);
    try {
      replies().expectSilence(true);
    } catch (SocketTimeoutException e) {
      replies().expectSilence(false);
    } finally {
      socket.setSoTimeout(timeout);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return replies();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(socket.getOutputStream()) {
      @Override
      public void write(int value) throws IOException {
        expectSilence();
        out.write(value);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        expectSilence();
        out.write(bytes, offset, length);
      }
    };
  }

  /** Replaces Angus' address, which is the first one of the host. */
  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    var host = (InetSocketAddress) address;
    connect(lookup.all(host.getHostString()), host.getPort(), timeout);
  }

  /** Tries all addresses of a host (RFC 5321, 5.1), each for its share of the milliseconds. */
  void connect(InetAddress[] all, int port, int timeout) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    for (int i = 0; i < all.length; i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      try {
        socket.connect(
            new InetSocketAddress(all[i], port),
            timeout == 0 ? 0 : (int) Math.max(1, left / (all.length - i)));
        return;
      } catch (IOException e) {
        if (i == all.length - 1) {
          throw e;
        }
        replace();
      }
    }
  }

  /** Replaces the socket, because one that could not connect is unusable. */
  private void replace() throws IOException {
    socket.close();
    plain = new Socket();
    plain.setSoTimeout(soTimeout);
    socket = plain;
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    soTimeout = timeout;
    socket.setSoTimeout(timeout);
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.joinall.backend.smtp;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A socket, plain or with TLS, that checks replies and writes nothing while unrequested bytes of
 * the server are pending. For one thread.
 */
final class MailSocket extends Socket {
  private static final int POLL_MILLIS = 1;

  private final Socket plain;
  private final Socket socket;
  private @Nullable ReplyStream replies;

  /** Without TLS. */
  MailSocket(Socket plain) {
    this(plain, plain);
  }

  /**
   * With TLS.
   *
   * @param plain the socket that {@code socket} encrypts
   */
  MailSocket(Socket plain, Socket socket) {
    this.plain = plain;
    this.socket = socket;
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

  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    socket.connect(address, timeout);
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
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

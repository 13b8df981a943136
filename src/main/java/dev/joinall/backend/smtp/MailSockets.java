package dev.joinall.backend.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Creates unconnected {@link MailSocket}s; Angus requests no others. */
final class MailSockets extends SocketFactory {
  private final MailSocket.Lookup lookup;

  MailSockets(MailSocket.Lookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public Socket createSocket() {
    return new MailSocket(new Socket(), lookup);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unsupported();
  }

  static IOException unsupported() {
    return new IOException("a mail socket is connected by its user");
  }
}

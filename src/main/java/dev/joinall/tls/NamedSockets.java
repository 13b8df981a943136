package dev.joinall.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Creates sockets that check the name of the server. Thread-safe. */
final class NamedSockets extends SSLSocketFactory {
  private final Supplier<SSLContext> current;
  private final ServerName name;

  /**
   * @param current the context for new connections
   */
  NamedSockets(Supplier<SSLContext> current, ServerName name) {
    this.current = current;
    this.name = name;
  }

  private SSLSocketFactory sockets() {
    return current.get().getSocketFactory();
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    String peer = name.of(host);
    var secure = (SSLSocket) sockets().createSocket(plain, peer, port, autoClose);
    secure.setSSLParameters(ServerName.checked(secure.getSSLParameters(), peer));
    return secure;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(new Socket(host, port), host, port, true);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(new Socket(host, port, local, localPort), host, port, true);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(new Socket(host, port), host.getHostName(), port, true);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(new Socket(host, port, local, localPort), host.getHostName(), port, true);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets().getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets().getSupportedCipherSuites();
  }
}

package dev.joinall.backend.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Adds TLS to a connection, for {@code smtps} and STARTTLS. The server's certificate must be
 * trusted and match its host name. The result is a {@link MailSocket}, so Angus does not recognise
 * it as TLS and checks nothing itself.
 */
final class TlsMailSockets extends SSLSocketFactory {
  private final SSLSocketFactory tls;

  TlsMailSockets(SSLSocketFactory tls) {
    this.tls = tls;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    Socket plain = socket instanceof MailSocket mail ? mail.plain() : socket;
    var secure = (SSLSocket) tls.createSocket(plain, host, port, autoClose);
    try {
      SSLParameters parameters = secure.getSSLParameters();
      // Like HTTPS, except that a wildcard must be a whole label (RFC 7817 for mail).
      parameters.setEndpointIdentificationAlgorithm("LDAPS");
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return new MailSocket(plain, secure);
    } catch (IOException | RuntimeException e) {
      secure.close();
      throw e;
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw MailSockets.unsupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw MailSockets.unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw MailSockets.unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw MailSockets.unsupported();
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }
}

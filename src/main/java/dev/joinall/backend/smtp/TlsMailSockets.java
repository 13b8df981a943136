package dev.joinall.backend.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on a connection, for {@code smtps} and STARTTLS alike. The server's certificate must be
 * trusted and name its host. What comes back is a {@link MailSocket}, so Angus doesn't see that it
 * is TLS and checks nothing itself.
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
      // As for HTTPS, but a wildcard is a whole label (RFC 7817 for mail).
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
    throw MailSockets.notAsked();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw MailSockets.notAsked();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw MailSockets.notAsked();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw MailSockets.notAsked();
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

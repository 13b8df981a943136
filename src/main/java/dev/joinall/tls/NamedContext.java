package dev.joinall.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A context for clients, whose engines and sockets themselves check the name of the server, and
 * send it by SNI. A declared name has precedence over the host. Thread-safe.
 */
final class NamedContext extends SSLContext {
  /**
   * @param current the context for new connections
   */
  NamedContext(Supplier<SSLContext> current, ServerName name) {
    super(new Spi(current, name), current.get().getProvider(), "TLS");
  }

  private static final class Spi extends DelegatingContext {
    private final Supplier<SSLContext> current;
    private final ServerName name;

    Spi(Supplier<SSLContext> current, ServerName name) {
      super(current);
      this.current = current;
      this.name = name;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      String peer = name.of(host);
      SSLEngine engine = current.get().createSSLEngine(peer, port);
      engine.setUseClientMode(true);
      engine.setSSLParameters(ServerName.checked(engine.getSSLParameters(), peer));
      return engine;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return engineCreateSSLEngine("", -1);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new NamedSockets(current, name);
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("the context is in use");
    }
  }
}

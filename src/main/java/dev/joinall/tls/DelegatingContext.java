package dev.joinall.tls;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** The implementation of a context for clients that uses another context. Thread-safe. */
public class DelegatingContext extends SSLContextSpi {
  private final Supplier<SSLContext> current;

  /**
   * @param current the context for new connections; it has its keys and its trust
   */
  public DelegatingContext(Supplier<SSLContext> current) {
    this.current = current;
  }

  /** Does nothing: the other context already has its keys and its trust. */
  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
      throws KeyManagementException {}

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return current.get().createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return current.get().createSSLEngine(host, port);
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return current.get().getSocketFactory();
  }

  @Override
  protected final SSLServerSocketFactory engineGetServerSocketFactory() {
    throw new UnsupportedOperationException("a context of clients");
  }

  @Override
  protected final SSLSessionContext engineGetServerSessionContext() {
    return current.get().getServerSessionContext();
  }

  @Override
  protected final SSLSessionContext engineGetClientSessionContext() {
    return current.get().getClientSessionContext();
  }

  @Override
  protected final SSLParameters engineGetDefaultSSLParameters() {
    return current.get().getDefaultSSLParameters();
  }

  @Override
  protected final SSLParameters engineGetSupportedSSLParameters() {
    return current.get().getSupportedSSLParameters();
  }
}

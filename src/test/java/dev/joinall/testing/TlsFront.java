package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS in front of a server of any protocol, on a port of loopback. Thread-safe. */
public final class TlsFront implements AutoCloseable {
  private final int target;
  private final SSLServerSocket listener;
  private final String protocol;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Queue<String> names = new ConcurrentLinkedQueue<>();
  private final Queue<String> clients = new ConcurrentLinkedQueue<>();

  private TlsFront(int target, SSLServerSocket listener, String protocol) {
    this.target = target;
    this.listener = listener;
    this.protocol = protocol;
  }

  /** Starts one with this certificate. */
  public static TlsFront of(String address, TestAuthority.Issued own) {
    return start(address, own, null, "");
  }

  /**
   * Starts one.
   *
   * @param clients signs the certificates of its clients; null where they need none
   * @param protocol that is chosen by ALPN; may be empty
   */
  public static TlsFront start(
      String address, TestAuthority.Issued own, TestAuthority clients, String protocol) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", own.key(), new char[0], new X509Certificate[] {own.certificate()});
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      if (clients != null) {
        store.setCertificateEntry("clients", clients.certificate());
      }
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      var listener =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      listener.setNeedClientAuth(clients != null);
      var front = new TlsFront(URI.create(address).getPort(), listener, protocol);
      Thread.ofVirtual().start(front::accept);
      return front;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The names that clients asked for; the latest one last. */
  public Queue<String> names() {
    return names;
  }

  /** The subjects of the certificates of clients; the latest one last. */
  public Queue<String> clients() {
    return clients;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = (SSLSocket) listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(SSLSocket client) {
    sockets.add(client);
    try (client) {
      if (!protocol.isEmpty()) {
        SSLParameters parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        client.setSSLParameters(parameters);
      }
      client.startHandshake();
      var session = (ExtendedSSLSession) client.getSession();
      session
          .getRequestedServerNames()
          .forEach(it -> names.add(new String(it.getEncoded(), US_ASCII)));
      if (listener.getNeedClientAuth()) {
        clients.add(session.getPeerPrincipal().getName());
      }
      try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        sockets.add(server);
        Thread.ofVirtual().start(() -> pump(server, client));
        pump(client, server);
      }
    } catch (IOException e) {
      // the client has gone, or its handshake failed
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[8192];
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        out.write(bytes, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // one of them has gone
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it has gone already
    }
  }

  /** Ends the connections; new ones are accepted. */
  public void cut() {
    sockets.forEach(TlsFront::close);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}

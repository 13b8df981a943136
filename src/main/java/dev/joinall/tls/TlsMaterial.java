package dev.joinall.tls;

import dev.joinall.config.Problems;
import dev.joinall.config.TlsConfig;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The parsed content of the files.
 *
 * @param trust verifies the certificates of servers
 * @param identity of the client; empty for the JVM's identity
 */
record TlsMaterial(X509ExtendedTrustManager trust, Optional<Identity> identity) {
  private static final String ORDER =
      "its first certificate must belong to the key; those of its issuers follow";

  /** Parses the files. Adds their errors to the problems, and is then empty. */
  static Optional<TlsMaterial> of(TlsConfig declared, TlsFiles.Content files, Problems problems) {
    int known = problems.all().size();
    Optional<List<X509Certificate>> ca =
        part(declared.ca(), files.ca(), PemCertificates::of, problems);
    Optional<List<X509Certificate>> chain =
        part(declared.cert(), files.cert(), PemCertificates::of, problems);
    Optional<PrivateKey> key = part(declared.key(), files.key(), PemKey::of, problems);
    Optional<Identity> identity =
        chain.flatMap(it -> key.flatMap(own -> identity(declared, it, own, problems)));
    return problems.all().size() == known
        ? Optional.of(new TlsMaterial(trust(ca), identity))
        : Optional.empty();
  }

  private static Optional<Identity> identity(
      TlsConfig declared, List<X509Certificate> chain, PrivateKey key, Problems problems) {
    if (Identity.match(chain.getFirst(), key)) {
      return Optional.of(new Identity(chain, key));
    }
    boolean isLater = chain.stream().anyMatch(it -> Identity.match(it, key));
    problems.add(
        declared.key().orElseThrow().where(),
        "the key does not belong to the "
            + (isLater ? "first certificate of \"cert\"" : "certificate of \"cert\""),
        isLater ? ORDER : "both files must belong to one certificate");
    return Optional.empty();
  }

  private interface Reader<T> {
    T read(String file, String shown) throws UnusableTlsException;
  }

  private static <T> Optional<T> part(
      Optional<TlsConfig.File> named, Optional<String> file, Reader<T> reader, Problems problems) {
    if (named.isEmpty() || file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(file.get(), named.get().shown()));
    } catch (UnusableTlsException e) {
      problems.add(named.get().where(), e.message(), e.hint());
      return Optional.empty();
    }
  }

  private static X509ExtendedTrustManager trust(Optional<List<X509Certificate>> ca) {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store(ca));
      for (TrustManager made : factory.getTrustManagers()) {
        if (made instanceof X509ExtendedTrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("this JVM checks no certificates");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the trusted certificates of this JVM can't be read", e);
    }
  }

  SSLContext context() {
    try {
      var made = SSLContext.getInstance("TLS");
      KeyManager[] keys =
          identity.map(it -> new KeyManager[] {new SingleKeyManager(it)}).orElseGet(JvmKeys::read);
      made.init(keys, new TrustManager[] {trust}, null);
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Null stands for the certificates that the JVM trusts. */
  private static @Nullable KeyStore store(Optional<List<X509Certificate>> ca)
      throws GeneralSecurityException, IOException {
    if (ca.isEmpty()) {
      return null;
    }
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < ca.get().size(); i++) {
      store.setCertificateEntry("ca-" + i, ca.get().get(i));
    }
    return store;
  }
}

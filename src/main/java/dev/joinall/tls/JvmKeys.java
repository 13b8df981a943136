package dev.joinall.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** Reads the client certificate in the JVM's own settings. Blocks. */
final class JvmKeys {
  private static final String STORE = "javax.net.ssl.keyStore";

  private JvmKeys() {}

  /**
   * Empty if {@code javax.net.ssl.keyStore} is not set.
   *
   * @throws IllegalArgumentException if it can't be read
   */
  static KeyManager[] read() {
    String file = System.getProperty(STORE, "");
    if (file.isEmpty() || file.equals("NONE")) {
      return new KeyManager[0];
    }
    char[] password = System.getProperty(STORE + "Password", "").toCharArray();
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      var store = KeyStore.getInstance(System.getProperty(STORE + "Type", "PKCS12"));
      store.load(in, password);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      return keys.getKeyManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the key store of " + STORE + " can't be read", e);
    }
  }
}

package dev.joinall.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;

/**
 * A key whose certificate nobody signed, for {@code localhost}, made by the JDK's own keytool.
 *
 * @param store the file of the key and its certificate, which is a trust store as well
 */
public record Certificate(Path store) {
  public static final String PASSWORD = "changeit";
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  /** Made once for a JVM, since keytool takes as long as a JVM needs to start. */
  private static final class Made {
    private static final byte[] BYTES = generate();
  }

  /** Writes it into a folder. */
  public static Certificate make(Path folder) throws IOException {
    return new Certificate(Files.write(folder.resolve("localhost.p12"), Made.BYTES));
  }

  /** The output of keytool must not be inherited: Maven talks to this JVM over it. */
  private static byte[] generate() {
    try {
      Path folder = Files.createTempDirectory("joinall-certificate-");
      Path store = folder.resolve("store");
      Path output = folder.resolve("output");
      int status =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  // Hundreds of tests read the store, and the default is 10,000.
                  "-J-Dkeystore.pkcs12.macIterationCount=1",
                  "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
                  "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
                  "-genkeypair",
                  "-alias",
                  "localhost",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "SAN=dns:localhost",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("keytool failed: " + Files.readString(output));
      }
      byte[] bytes = Files.readAllBytes(store);
      Files.delete(store);
      Files.delete(output);
      Files.delete(folder);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** For a server. */
  public KeyManagerFactory keys() throws IOException, GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(read(), PASSWORD.toCharArray());
    return keys;
  }

  /** Opens something while this JVM trusts it, as by the operator's settings. */
  public <T> T trusted(Supplier<T> open) {
    System.setProperty(TRUST_STORE, store.toString());
    System.setProperty(TRUST_STORE + "Password", PASSWORD);
    try {
      return open.get();
    } finally {
      System.clearProperty(TRUST_STORE);
      System.clearProperty(TRUST_STORE + "Password");
    }
  }

  private KeyStore read() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore read = KeyStore.getInstance("PKCS12");
      read.load(in, PASSWORD.toCharArray());
      return read;
    }
  }
}

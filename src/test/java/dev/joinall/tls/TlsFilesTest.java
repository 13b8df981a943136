package dev.joinall.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.TlsConfig;
import dev.joinall.config.Tree;
import dev.joinall.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files can be used, and what is said of others. */
class TlsFilesTest {
  private static final TestAuthority CA = new TestAuthority("ca");

  @TempDir private Path folder;
  private Path ca;
  private Path cert;
  private Path key;

  @BeforeEach
  void write() {
    TestAuthority.Issued own = CA.issue("ann");
    ca = CA.write(folder.resolve("ca.pem"));
    cert = own.certificate(folder.resolve("cert.pem"));
    key = own.key(folder.resolve("key.pem"));
  }

  private List<String> problems() {
    var problems = new Problems();
    TlsFiles.check(
        new TlsConfig(file(1, ca), file(2, cert), file(3, key), Optional.empty()), problems);
    return problems.all().stream().map(TlsFilesTest::text).toList();
  }

  private static String text(Problem problem) {
    return problem.at().line() + ": " + problem.message();
  }

  private static Optional<TlsConfig.File> file(int line, Path path) {
    return Optional.of(
        new TlsConfig.File(
            Tree.Scalar.of(Tree.Mapping.empty(new Position(line, 1), ""), ""), path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aKeyMayBeOfEachOfTheseAlgorithms(String algorithm) {
    TestAuthority.Issued own = CA.issueWith(algorithm, "ann");
    own.certificate(cert);
    own.key(key);
    assertThat(problems()).isEmpty();
  }

  /** PKCS #1 and RFC 5915, the content of PKCS #8; cert-manager writes them by default. */
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void aKeyMayHaveTheFormOfItsAlgorithm(String algorithm) throws IOException {
    TestAuthority.Issued own = CA.issueWith(algorithm, "ann");
    own.certificate(cert);
    byte[] pkcs8 = own.key().getEncoded();
    byte[] old =
        algorithm.equals("RSA") ? Arrays.copyOfRange(pkcs8, 26, pkcs8.length) : withCurve(pkcs8);
    Files.writeString(key, TestAuthority.pem(algorithm + " PRIVATE KEY", old));
    assertThat(problems()).isEmpty();
  }

  /** The JDK leaves the curve out, because PKCS #8 names it as well; OpenSSL does not. */
  private static byte[] withCurve(byte[] pkcs8) {
    byte[] secret = Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);
    byte[] old = new byte[2 + 3 + 2 + 32 + 12];
    byte[] head = {0x30, 3 + 2 + 32 + 12, 2, 1, 1, 4, 32};
    byte[] curve = {(byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
    System.arraycopy(head, 0, old, 0, head.length);
    System.arraycopy(secret, 0, old, head.length, secret.length);
    System.arraycopy(curve, 0, old, head.length + secret.length, curve.length);
    return old;
  }

  @Test
  void textAroundAndSeveralCertificatesAreFine() throws IOException {
    Files.writeString(ca, "# one\n" + Files.readString(ca) + "# two\n" + Files.readString(cert));
    Files.writeString(cert, Files.readString(cert) + Files.readString(ca));
    assertThat(problems()).isEmpty();
  }

  @Test
  void filesThatAreNotThereAreAllNamed() {
    ca = folder.resolve("no.pem");
    key = folder.resolve("folder").resolve("no.key");
    assertThat(problems())
        .containsExactly("1: there is no file " + ca, "3: there is no file " + key);
  }

  @Test
  void aFolderIsNoFile() {
    ca = folder;
    assertThat(problems()).containsExactly("1: " + folder + " is no regular file");
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws IOException {
    Files.writeString(ca, "certificates");
    assertThat(problems()).containsExactly("1: " + ca + " has no certificate in PEM");
  }

  @Test
  void aCertificateThatIsDamagedIsCounted() throws IOException {
    Files.writeString(
        ca, Files.readString(ca) + TestAuthority.pem("CERTIFICATE", new byte[] {1, 2, 3}));
    assertThat(problems()).containsExactly("1: certificate 2 of " + ca + " is damaged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,AA\n\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----"
      })
  void aPassPhraseIsNotSupported(String encrypted) throws IOException {
    Files.writeString(key, encrypted);
    assertThat(problems())
        .containsExactly(
            "3: the key in " + key + " is encrypted with a passphrase, which is not supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"})
  void aKeyThatCanNotBeReadIsNamed(String type) throws IOException {
    for (byte[] content :
        List.of(
            new byte[0],
            new byte[] {0x30},
            new byte[] {0x30, (byte) 0x84, 127, 127, 127, 127},
            new byte[] {0x30, 3, 2, 1, 1, (byte) 0xa0, 100})) {
      Files.writeString(key, TestAuthority.pem(type, content));
      assertThat(problems()).containsExactly("3: the key in " + key + " can't be read");
    }
  }

  @Test
  void aKeyBelongsToItsCertificate() {
    CA.issue("bob").key(key);
    assertThat(problems())
        .containsExactly("3: the key does not belong to the certificate of \"cert\"");
  }

  @Test
  void theCertificateOfTheKeyComesFirst() throws IOException {
    Files.writeString(cert, Files.readString(ca) + Files.readString(cert));
    assertThat(problems())
        .containsExactly("3: the key does not belong to the first certificate of \"cert\"");
  }
}

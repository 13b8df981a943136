package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS that begins inside the protocol of one of the servers, which has a certificate. */
abstract class SqlTls {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path folder;

  abstract SqlServer database();

  private SqlFixture fixture(String uri, TestAuthority trusted, String more) {
    SqlContract.connectOnce(database().uri());
    Path ca = trusted.write(folder.resolve("ca.pem"));
    return SqlFixture.unproven(
        uri + "?sslmode=verify-full",
        ", timeout: 9s, pool: {acquire-timeout: 9s}, tls: { ca: \"%s\"%s }".formatted(ca, more));
  }

  @Test
  void aServerOfADeclaredAuthorityIsTrustedAndTheConnectionIsEncrypted() {
    try (var it = fixture(database().uri(), database().authority(), "")) {
      Optional<String> cipher = it.run(database().cipher());
      assertThat(cipher).hasValueSatisfying(name -> assertThat(name).contains("TLS"));
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsNot() {
    try (var it = fixture(database().uri(), new TestAuthority("others"), "")) {
      assertThat(it.fault(database().cipher()))
          .isEqualTo(
              Fault.of(
                  Fault.Type.UNAVAILABLE,
                  "TLS failed: the certificate is not signed by a trusted CA"));
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    try (var it =
        fixture(database().uri(), database().authority(), ", server-name: db.example.com")) {
      Fault fault = it.fault(database().cipher());
      assertThat(fault.type()).isEqualTo(Fault.Type.UNAVAILABLE);
      assertThat(fault.detail())
          .startsWith("TLS failed: the certificate does not match the host name");
    }
  }

  @Test
  void aStatementIsEndedOverAnotherEncryptedConnection() {
    try (var it = fixture(database().uri(), database().authority(), "")) {
      assertThat(it.run(database().running())).contains("{\"n\":0}");
      assertThat(it.fault("query: " + database().slow() + ", timeout: 2s").type())
          .isEqualTo(Fault.Type.TIMEOUT);
      await()
          .atMost(SOON)
          .until(() -> it.run(database().running()).orElseThrow().equals("{\"n\":0}"));
    }
  }
}

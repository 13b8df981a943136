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

  /** The address of the database, without TLS. */
  abstract String uri();

  /** Has signed the certificate of the server. */
  abstract TestAuthority authority();

  /** A query for the name of the cipher of its own connection. */
  abstract String cipher();

  /** A query that takes 30 s. */
  abstract String slow();

  /** Counts the statements of other connections that run {@link #slow}. */
  abstract String running();

  private SqlFixture fixture(String uri, TestAuthority trusted, String more) {
    PostgresBackendTest.connectOnce(uri());
    Path ca = trusted.write(folder.resolve("ca.pem"));
    return SqlFixture.unproven(
        uri + "?sslmode=verify-full",
        ", timeout: 9s, pool: {acquire-timeout: 9s}, tls: { ca: \"%s\"%s }".formatted(ca, more));
  }

  @Test
  void aServerOfADeclaredAuthorityIsTrustedAndTheConnectionIsEncrypted() {
    try (var it = fixture(uri(), authority(), "")) {
      Optional<String> cipher = it.run(cipher());
      assertThat(cipher).hasValueSatisfying(name -> assertThat(name).contains("TLS"));
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsNot() {
    try (var it = fixture(uri(), new TestAuthority("others"), "")) {
      assertThat(it.fault(cipher()))
          .isEqualTo(
              Fault.of(
                  Fault.Type.UNAVAILABLE,
                  "TLS failed: nobody that is trusted has signed the certificate"));
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    try (var it = fixture(uri(), authority(), ", server-name: db.example.com")) {
      Fault fault = it.fault(cipher());
      assertThat(fault.type()).isEqualTo(Fault.Type.UNAVAILABLE);
      assertThat(fault.detail())
          .startsWith("TLS failed: the certificate does not match the host name");
    }
  }

  @Test
  void aStatementIsEndedOverAnotherEncryptedConnection() {
    try (var it = fixture(uri(), authority(), "")) {
      assertThat(it.run(running())).contains("{\"n\":0}");
      assertThat(it.fault("query: " + slow() + ", timeout: 2s").type())
          .isEqualTo(Fault.Type.TIMEOUT);
      await().atMost(SOON).until(() -> it.run(running()).orElseThrow().equals("{\"n\":0}"));
    }
  }
}

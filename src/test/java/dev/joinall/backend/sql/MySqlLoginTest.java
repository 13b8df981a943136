package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import dev.joinall.testing.MySqlServer;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The login of MySQL 8 and newer, {@code caching_sha2_password}. */
class MySqlLoginTest {
  private static final SqlServer SERVER = new MySqlSql();

  private static String withoutOptions() {
    return SERVER.uri().replace(MySqlServer.OPTIONS, "");
  }

  @Test
  void withoutTlsTheKeyOfTheServerIsAskedForOnlyIfTheAddressAllowsIt() {
    try (var it = SqlFixture.unproven(withoutOptions(), ", timeout: 9s")) {
      assertThat(it.fault("query: select 1 as a"))
          .satisfies(fault -> assertThat(fault.type()).isEqualTo(Fault.Type.STATUS))
          .satisfies(fault ->
              assertThat(fault.detail())
                  .isEqualTo(
                      "the password can't be sent: it needs TLS, or"
                          + " allowPublicKeyRetrieval=true"));
    }
    try (var it = new SqlFixture(SERVER.uri(), ", timeout: 9s")) {
      assertThat(it.run("query: select 1 as a, one: true")).contains("{\"a\":1}");
    }
  }

  @Test
  void overTlsNoKeyIsNeeded() {
    Optional<String> ca = Optional.ofNullable(System.getenv("MYSQL_CA"));
    Assumptions.assumeTrue(ca.isPresent(), "no MYSQL_CA");
    try (var it =
        SqlFixture.unproven(
            withoutOptions() + "?sslmode=verify-full",
            ", timeout: 9s, tls: { ca: \"" + ca.get() + "\" }")) {
      assertThat(it.run(SERVER.cipher()))
          .hasValueSatisfying(name -> assertThat(name).contains("TLS"));
    }
  }
}

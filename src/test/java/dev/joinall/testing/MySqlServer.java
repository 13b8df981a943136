package dev.joinall.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.mariadb.r2dbc.SslMode;
import org.mariadb.r2dbc.util.VersionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A real MySQL, which is started elsewhere: no repository of Maven has one. {@code MYSQL_URI} is
 * the address of a database for a user with all rights, such as {@code
 * mysql://root:secret@127.0.0.1:3306/shop}; without it the tests are skipped. {@code
 * checks/mysql/run} starts one.
 *
 * <p>Methods block, and are for the test thread.
 */
public final class MySqlServer {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final class Holder {
    static final MySqlServer ONE =
        new MySqlServer(URI.create(Optional.ofNullable(System.getenv("MYSQL_URI")).orElseThrow()));
  }

  private final URI uri;

  private MySqlServer(URI uri) {
    this.uri = uri;
    var _ = VersionFactory.getInstance(); // reads a file, which a loop must not
    run("create user if not exists ann@'%' identified by 'secret'");
    run("grant all on *.* to ann@'%'");
    run("create user if not exists bob@'%' identified by 'weak'");
    run("create table if not exists allowed (id int)");
    run("grant select on allowed to bob@'%'");
  }

  /** Skips the test where none is given. */
  public static MySqlServer given() {
    Assumptions.assumeTrue(System.getenv("MYSQL_URI") != null, "no MYSQL_URI");
    return Holder.ONE;
  }

  /** What each address has: the tests log in without TLS. */
  public static final String OPTIONS = "?allowPublicKeyRetrieval=true";

  /** The address of the database for another login. */
  public String uri(String login) {
    return "mysql://%s@%s:%d%s%s"
        .formatted(login, uri.getHost(), uri.getPort(), uri.getPath(), OPTIONS);
  }

  /** Runs statements in the database. */
  public void run(String sql) {
    String[] login = uri.getUserInfo().split(":", 2);
    var settings =
        MariadbConnectionConfiguration.builder()
            .host(uri.getHost())
            .port(uri.getPort())
            .database(uri.getPath().substring(1))
            .username(login[0])
            .password(login.length == 1 ? "" : login[1])
            .sslMode(SslMode.DISABLE)
            .allowPublicKeyRetrieval(true)
            .allowMultiQueries(true)
            .build();
    Mono.usingWhen(
            new MariadbConnectionFactory(settings).create(),
            it ->
                Flux.from(it.createStatement(sql).execute())
                    .concatMap(result -> result.getRowsUpdated())
                    .then(),
            it -> it.close())
        .block(PATIENCE);
  }
}

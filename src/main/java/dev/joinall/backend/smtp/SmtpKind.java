package dev.joinall.backend.smtp;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code smtp}: a mail server. */
public final class SmtpKind implements Kind {
  private static final AddressRules ADDRESS = AddressRules.oneHost("uri", "smtp", "smtps");

  /** Mail servers delay their greeting deliberately. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * Mail servers accept few connections of one client and close idle ones after one or a few
   * minutes. Sending a mail is not urgent, so calls may wait.
   */
  private static final PoolConfig POOL =
      new PoolConfig(4, 100, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5));

  @Override
  public String name() {
    return "smtp";
  }

  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    new SmtpAddressCheck(where, problems).check(address);
  }

  @Override
  public boolean usesTls(URI address) {
    return SmtpAddress.of(address).isAlwaysEncrypted();
  }

  @Override
  public String tlsHint() {
    return "write uri: smtps://..., or ?starttls=required behind the port";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, TIMEOUT, POOL);
  }

  @Override
  public SmtpOptions options(Fields backend) {
    return SmtpOptions.read(backend);
  }

  @Override
  public List<String> verbs() {
    return List.of(SendMail.VERB);
  }

  @Override
  public Optional<SendMail> call(String verb, Fields task) {
    return SendMail.read(task);
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new SmtpBackend(declared, loops);
  }

  @Override
  public List<String> wireLoggers() {
    return List.of("jakarta.mail", "com.sun.mail", "org.eclipse.angus");
  }
}

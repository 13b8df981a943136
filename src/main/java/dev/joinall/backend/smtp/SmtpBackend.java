package dev.joinall.backend.smtp;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * A mail server. The value of a sent mail is {@code {"messageId": "<...>", "accepted": ["a@b",
 * ...]}}; bcc recipients are not listed, because the value may be sent to a browser.
 *
 * <p>A mail goes to all of its recipients or to none. Sending takes at most the remaining time of
 * its task. Thread-safe.
 */
final class SmtpBackend implements Backend {
  private final MailConnectionPool connections;

  SmtpBackend(BackendConfig config, EventLoops loops) {
    var address = SmtpAddress.of(config.address());
    this.connections =
        new MailConnectionPool(
            address,
            config,
            MailSession.of(
                address,
                config,
                loops.tls(config).getSocketFactory(),
                host -> allowed(config, host, loops)),
            loops.scheduler());
  }

  private static InetAddress[] allowed(BackendConfig config, String host, EventLoops loops)
      throws UnknownHostException {
    return loops
        .allowed(config, host, List.of(InetAddress.getAllByName(host)))
        .toArray(InetAddress[]::new);
  }

  @Override
  public Step prepare(BackendCall call, Templates templates) {
    if (!(call instanceof SendMail declared)) {
      throw Backend.foreign(call);
    }
    MailTemplate template = MailTemplate.compile(declared, templates);
    return scope ->
        Mono.defer(
            () -> connections.send(template.render(scope), Duration.ofNanos(scope.remaining())));
  }

  @Override
  public Mono<Health> check() {
    return connections
        .ping()
        .<Health>map(alive -> new Health.Up())
        .onErrorResume(error -> Mono.just(Health.of(Fault.of(error))));
  }

  @Override
  public PoolUse pool() {
    return connections.use();
  }

  @Override
  public void close() {
    connections.close();
  }
}

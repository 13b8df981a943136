package dev.joinall.backend.amqp;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Hub;
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

/** Backends of kind {@code amqp}: RabbitMQ, or another broker that supports AMQP 0-9-1. */
public final class AmqpKind implements Kind {
  private static final AddressRules ADDRESS = AddressRules.oneHost("uri", "amqp", "amqps");

  /** A worker may be slow; a confirm alone arrives within milliseconds. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * A place is a channel. A channel is cheap, and a request holds one while its worker runs. A few
   * connections carry all channels.
   */
  private static final PoolConfig POOL =
      new PoolConfig(50, 200, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(30));

  @Override
  public String name() {
    return "amqp";
  }

  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    new AmqpAddressCheck(where, problems).check(address);
  }

  @Override
  public boolean usesTls(URI address) {
    return AmqpAddress.isSecure(address);
  }

  @Override
  public String tlsHint() {
    return "write uri: amqps://...";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, TIMEOUT, POOL);
  }

  @Override
  public List<String> verbs() {
    return List.of(AmqpCall.PUBLISH, AmqpCall.REQUEST);
  }

  @Override
  public Optional<AmqpCall> call(String verb, Fields task) {
    return AmqpCall.read(verb, task);
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new AmqpBackend(declared, Hub.of(loops));
  }
}

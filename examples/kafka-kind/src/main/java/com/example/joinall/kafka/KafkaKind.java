package com.example.joinall.kafka;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code kafka}: a Kafka cluster, to which tasks publish records. */
public final class KafkaKind implements Kind {
  /** Several brokers in one address: {@code kafka://a:9092,b:9092}. */
  private static final AddressRules ADDRESS =
      AddressRules.hostList("uri", Brokers.PLAIN, Brokers.TLS);

  /** A place of the pool is a record in flight; all records share the producer's connections. */
  private static final PoolConfig POOL =
      new PoolConfig(200, 200, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(1));

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    Brokers.check(address, where, problems);
  }

  @Override
  public boolean usesTls(URI address) {
    return Brokers.useTls(address);
  }

  @Override
  public String tlsHint() {
    return "write uri: kafkas://...";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, Duration.ofSeconds(5), POOL);
  }

  @Override
  public BackendOptions options(Fields backend) {
    return KafkaOptions.read(backend);
  }

  @Override
  public List<String> verbs() {
    return List.of(KafkaCall.PUBLISH);
  }

  @Override
  public Optional<KafkaCall> call(String verb, Fields task) {
    return KafkaCall.read(task);
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new KafkaBackend(declared, loops);
  }

  @Override
  public List<String> wireLoggers() {
    return List.of("org.apache.kafka");
  }
}

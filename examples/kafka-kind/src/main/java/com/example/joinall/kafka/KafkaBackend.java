package com.example.joinall.kafka;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Problems;
import dev.joinall.json.Json;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import reactor.core.publisher.Mono;

/** One Kafka cluster. Thread-safe. */
final class KafkaBackend implements Backend {
  private final BackendConfig config;
  private final Calls calls;

  KafkaBackend(BackendConfig config, EventLoops loops) {
    this.config = config;
    this.calls = new Calls(config, loops);
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof KafkaCall call)) {
      throw Backend.foreign(declared);
    }
    RecordTemplate template = RecordTemplate.compile(call, templates);
    return scope ->
        Mono.deferContextual(context -> {
          ProducerRecord<byte[], byte[]> record =
              template.render(scope, Trace.in(context, scope.trace()));
          return calls.<Json>start(
              new Publication(record, calls::allowed), Duration.ofNanos(scope.remaining()));
        });
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    Map<String, Object> attributes = new HashMap<>();
    InetSocketAddress first = Brokers.of(config.address()).getFirst();
    attributes.put("server.address", first.getHostString());
    attributes.put("server.port", (long) first.getPort());
    attributes.put("messaging.system", "kafka");
    attributes.put("messaging.operation.type", "send");
    if (declared instanceof KafkaCall call) {
      attributes.put("messaging.destination.name", call.topic());
    }
    return attributes;
  }

  @Override
  public Mono<Void> verify(List<BackendCall> declared, Problems problems) {
    List<KafkaCall> all =
        declared.stream().filter(KafkaCall.class::isInstance).map(KafkaCall.class::cast).toList();
    return calls.<Boolean>start(new TopicCheck(all, problems), config.timeout()).then();
  }

  @Override
  public Mono<Health> check() {
    return calls
        .<Health>start(new HealthCheck(), config.timeout())
        .onErrorResume(error -> Mono.just(Health.of(Fault.of(error))));
  }

  @Override
  public PoolUse pool() {
    return calls.use();
  }

  @Override
  public void close() {
    calls.close();
  }
}

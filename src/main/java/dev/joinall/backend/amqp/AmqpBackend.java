package dev.joinall.backend.amqp;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PeerAttributes;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.WorkerReply;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * A broker that supports AMQP 0-9-1, such as RabbitMQ. The value of a published message is {@code
 * {"messageId": "..."}}; the value of a request is the reply of a worker.
 *
 * <p>Never sends a message twice: when a connection breaks, the calls in flight fail, with {@code
 * unknown} if the broker may have their message. Thread-safe.
 */
final class AmqpBackend implements Backend {
  private final BackendConfig config;
  private final ChannelPool channels;

  AmqpBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.channels = new ChannelPool(config, hub);
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof AmqpCall call)) {
      throw Backend.foreign(declared);
    }
    MessageTemplate template = MessageTemplate.compile(call, templates);
    var reader = new WorkerReply(call.as(), config.maxBody());
    return scope ->
        Mono.deferContextual(context -> {
          Message message = template.render(scope, Trace.in(context, scope.trace()));
          return send(message, reader, scope);
        });
  }

  private Mono<Json> send(Message message, WorkerReply reader, Scope scope) {
    if (scope.call().isTraced()) {
      AmqpSpan.addAttributes(message, scope.call());
    }
    return channels.send(message, reader, scope);
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    AmqpAddress address = AmqpAddress.of(config.address());
    Map<String, Object> attributes = PeerAttributes.of(config.address(), address.port());
    if (declared instanceof AmqpCall call) {
      attributes.putAll(AmqpSpan.of(call));
    }
    return attributes;
  }

  @Override
  public Mono<Health> check() {
    return channels
        .ping()
        .<Health>map(pong -> new Health.Up())
        .onErrorResume(error -> Mono.just(Health.of(Fault.of(error))));
  }

  @Override
  public PoolUse pool() {
    return channels.use();
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of("late-reply", channels.lateReplies());
  }

  @Override
  public void close() {
    channels.close();
  }
}

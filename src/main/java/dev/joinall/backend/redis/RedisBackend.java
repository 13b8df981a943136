package dev.joinall.backend.redis;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PeerAttributes;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.security.SharedBuckets;
import dev.joinall.template.Templates;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * One Redis server with a few shared connections. No command is sent twice: when a connection
 * breaks, its calls in flight fail, with {@code unknown} if they may have had an effect.
 */
final class RedisBackend implements Backend, SharedBuckets {
  private static final byte[][] PING = {RespWriter.header(1), RespWriter.bulk("PING")};
  private static final byte[] MGET = RespWriter.bulk("MGET");

  private final BackendConfig config;
  private final Hub hub;
  private final ConnectionPool connections;

  RedisBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.hub = hub;
    this.connections = new ConnectionPool(config, new LettuceConnector(config, hub), hub);
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof RedisCommand command)) {
      throw Backend.foreign(declared);
    }
    var template = CommandTemplate.compile(command, templates);
    var format = ReplyFormat.of(command);
    Step plain =
        scope -> Mono.defer(() -> call(template.encode(scope), reply(format), command.effect()));
    Step step =
        ConditionalWrite.of(command)
            .<Step>map(it -> scope -> it.checked(plain.run(scope)))
            .orElse(plain);
    return command.name().equals("GET") && command.words().size() == 2
        ? new GetStep(step, template, keys -> getAll(keys, format))
        : step;
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    Address address = Address.of(config.address());
    Map<String, Object> attributes = PeerAttributes.of(config.address(), address.port());
    if (declared instanceof RedisCommand command) {
      attributes.put("db.system.name", "redis");
      attributes.put("db.operation.name", command.name());
      attributes.put("db.namespace", Integer.toString(address.database()));
    }
    return attributes;
  }

  @Override
  public Mono<Taken> take(String key, long cost, long capacity) {
    return call(Buckets.request(key, cost, capacity), reply(ReplyFormat.TEXT), true)
        .map(Buckets::read)
        .timeout(config.timeout(), hub.scheduler());
  }

  private ReplyJson reply(ReplyFormat format) {
    return new ReplyJson(format, config.maxBody());
  }

  private Mono<List<Result>> getAll(List<ByteBuffer> keys, ReplyFormat format) {
    byte[][] request = new byte[keys.size() + 2][];
    request[0] = RespWriter.header(keys.size() + 1);
    request[1] = MGET;
    for (int i = 0; i < keys.size(); i++) {
      request[i + 2] = keys.get(i).array();
    }
    return call(request, new ListResults(keys.size(), format.json(), config.maxBody()), false);
  }

  /** If the connection is open, a call only reads it from the slot. */
  private <T> Mono<T> call(byte[][] request, ReplyConsumer<T> reply, boolean effect) {
    Slot slot = connections.next();
    SharedConnection open = slot.open();
    return open != null && open.take()
        ? send(open, request, reply, effect)
        : connections
            .await(slot)
            .flatMap(connection ->
                connection.take()
                    ? send(connection, request, reply, effect)
                    : call(request, reply, effect));
  }

  private <T> Mono<T> send(
      SharedConnection connection, byte[][] request, ReplyConsumer<T> reply, boolean effect) {
    return Mono.create(sink -> {
      var call = new PendingCommand<T>(request, reply, effect, sink, connection);
      sink.onCancel(call::abandon);
      connection.dispatch(call);
    });
  }

  /**
   * Opens all connections before the first requests. A former primary still answers PING, so recent
   * refusals of calls count too.
   */
  @Override
  public Mono<Health> check() {
    return connections
        .openAll()
        .then(Mono.defer(() -> call(PING, reply(ReplyFormat.TEXT), false)))
        .timeout(config.timeout(), hub.scheduler())
        .map(pong -> told())
        .onErrorResume(error -> Mono.just(Health.of(RedisFaults.of(error))));
  }

  private Health told() {
    Fault refusal = connections.refusal();
    return refusal == null ? new Health.Up() : Health.of(refusal);
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

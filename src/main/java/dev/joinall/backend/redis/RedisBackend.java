package dev.joinall.backend.redis;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PeerAttributes;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import io.lettuce.core.resource.NettyCustomizer;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * A Redis server, or several ones, with a few shared connections to each. No command is sent twice:
 * when a connection breaks, its calls in flight fail, with {@code unknown} if they may have had an
 * effect.
 */
final class RedisBackend implements Backend {
  private static final byte[] MGET = RespWriter.bulk("MGET");

  private final BackendConfig config;
  private final RedisOptions options;
  private final Servers servers;

  RedisBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.options = (RedisOptions) config.options();
    this.servers = open(Address.of(config.address()), config, hub);
  }

  private Servers open(Address address, BackendConfig declared, Hub hub) {
    NettyCustomizer tls = LettuceConnector.tls(declared, hub);
    int callsEach = ConnectionPool.callsEach(declared.pool());
    var client = new LettuceConnector(address.login(), address.database(), tls, callsEach, hub);
    var network = new RedisNetwork(client, declared.pool(), declared.timeout(), hub);
    if (options.cluster()) {
      return new ClusterServers(network, address.servers(), options.readFrom());
    }
    if (address.master().isEmpty()) {
      return new OneServer(network.pool(() -> client.open(address.server())), client);
    }
    var sentinelClient =
        new LettuceConnector(options.sentinel(), 0, tls, Sentinels.MAX_QUESTIONS, hub);
    var sentinels =
        new Sentinels(address.servers(), address.master().get(), sentinelClient, network);
    return new SentinelServers(network, sentinels, options.readFrom());
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof RedisCommand command)) {
      throw Backend.foreign(declared);
    }
    var template = CommandTemplate.compile(command, templates);
    if (options.cluster()) {
      ClusterCommands.check(command, template, templates.problems());
    }
    var format = ReplyFormat.of(command);
    Step plain = plain(command, template, format);
    Step step =
        ConditionalWrite.of(command)
            .<Step>map(it -> scope -> it.checked(plain.run(scope)))
            .orElse(plain);
    return command.name().equals("GET") && command.words().size() == 2
        ? new GetStep(step, template, keys -> getAll(keys, format))
        : step;
  }

  private Step plain(RedisCommand command, CommandTemplate template, ReplyFormat format) {
    Supplier<ReplyJson> reply = () -> new ReplyJson(format, config.maxBody());
    if (options.cluster() && SplitCommand.canSplit(command)) {
      var split = SplitCommand.of(command, servers, config.maxBody());
      return scope -> Mono.defer(() -> split.call(template.encode(scope), reply));
    }
    Target target = Target.of(command);
    return scope -> Mono.defer(() -> servers.call(template.encode(scope), reply, target));
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    Address address = Address.of(config.address());
    Map<String, Object> attributes =
        options.cluster() || address.master().isPresent()
            ? new LinkedHashMap<>()
            : PeerAttributes.of(config.address(), address.server().port());
    if (declared instanceof RedisCommand command) {
      attributes.put("db.system.name", "redis");
      attributes.put("db.operation.name", command.name());
      attributes.put("db.namespace", Integer.toString(address.database()));
    }
    return attributes;
  }

  private Mono<List<Result>> getAll(List<ByteBuffer> keys, ReplyFormat format) {
    IntFunction<Supplier<? extends ReplyConsumer<List<Result>>>> reply =
        size -> () -> new ListResults(size, format.json(), config.maxBody());
    if (options.cluster()) {
      return SplitCommand.mget(servers, config.maxBody())
          .results(keys.stream().map(ByteBuffer::array).toList(), reply);
    }
    byte[][] request = new byte[keys.size() + 2][];
    request[0] = RespWriter.header(keys.size() + 1);
    request[1] = MGET;
    for (int i = 0; i < keys.size(); i++) {
      request[i + 2] = keys.get(i).array();
    }
    return servers.call(request, reply.apply(keys.size()), Target.READ);
  }

  /** Opens all connections before the first requests. */
  @Override
  public Mono<Health> check() {
    return servers.check();
  }

  @Override
  public PoolUse pool() {
    return servers.use();
  }

  @Override
  public List<InstanceUse> instances() {
    return servers.instances();
  }

  @Override
  public void close() {
    servers.close();
  }
}

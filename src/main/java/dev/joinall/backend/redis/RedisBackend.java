package dev.joinall.backend.redis;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Batch.Result;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PeerAttributes;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.WorkerReply;
import dev.joinall.cache.SharedValues;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import dev.joinall.security.SharedBuckets;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import io.lettuce.core.resource.NettyCustomizer;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A Redis server, or several, with a few shared connections to each. Never sends a command twice:
 * when a connection breaks, its calls in flight fail, with {@code unknown} if they may have had an
 * effect.
 */
final class RedisBackend implements Backend, SharedBuckets, SharedValues.Owner {
  /**
   * The limit of calls on the connection that waits for replies of workers, which one call at a
   * time uses.
   */
  private static final int MAX_OF_READER = 8;

  private final BackendConfig config;
  private final RedisOptions options;
  private final RedisTopology servers;
  private final Supplier<StreamReplies> opener;
  private final SharedCache cache;
  private final Scheduler scheduler;
  private volatile @Nullable StreamReplies replies;

  RedisBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.scheduler = hub.scheduler();
    this.options = (RedisOptions) config.options();
    NettyCustomizer tls = LettuceConnector.tls(config, hub);
    this.servers = open(network(config.pool(), tls, hub), tls);
    PoolConfig pool = config.pool();
    var one = new PoolConfig(1, MAX_OF_READER, pool.acquireTimeout(), pool.idle(), pool.life());
    this.cache =
        new SharedCache(
            config.name(),
            servers,
            () -> open(network(one, tls, hub), tls),
            config.maxBody(),
            config.timeout(),
            scheduler);
    this.opener =
        () ->
            new StreamReplies(
                reader(network(one, tls, hub), tls),
                pool.maxPending(),
                config.maxBody(),
                hub.scheduler());
  }

  private RedisNetwork network(PoolConfig pool, NettyCustomizer tls, Hub hub) {
    RedisAddress address = RedisAddress.of(config.address());
    int callsEach = RedisConnectionPool.callsEach(pool);
    var client =
        new LettuceConnector(config, address.login(), address.database(), tls, callsEach, hub);
    return new RedisNetwork(client, pool, config.timeout(), hub);
  }

  /** The servers with one additional connection, on which calls wait. */
  private RedisTopology reader(RedisNetwork network, NettyCustomizer tls) {
    return servers instanceof ClusterServers cluster
        ? new ClusterReader(cluster, network)
        : open(network, tls);
  }

  private RedisTopology open(RedisNetwork network, NettyCustomizer tls) {
    RedisAddress address = RedisAddress.of(config.address());
    LettuceConnector client = network.client();
    if (options.cluster()) {
      return new ClusterServers(network, address.servers(), options.readFrom());
    }
    if (address.master().isEmpty()) {
      return new OneServer(network.pool(() -> client.open(address.server())), client);
    }
    var sentinelClient =
        new LettuceConnector(
            config, options.sentinel(), 0, tls, Sentinels.MAX_QUERIES, network.hub());
    var sentinels =
        new Sentinels(address.servers(), address.master().get(), sentinelClient, network);
    return new SentinelServers(network, sentinels, options.readFrom());
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    return switch (declared) {
      case RedisCommand command -> command(command, templates);
      case StreamRequest request -> request(request, templates);
      default -> throw Backend.foreign(declared);
    };
  }

  private Step request(StreamRequest call, Templates templates) {
    var message = StreamMessage.compile(call, templates);
    var reader = new WorkerReply(call.as(), config.maxBody());
    StreamReplies waiting = replies();
    Supplier<ReplyJson> reply = () -> new ReplyJson(ReplyFormat.TEXT, config.maxBody());
    return scope ->
        Mono.deferContextual(context -> {
          String id = waiting.nextId();
          byte[][] request =
              message.render(scope, Trace.in(context, scope.trace()), id, waiting.key());
          return waiting
              .to(id, Mono.defer(() -> servers.call(request, reply, CommandRoute.XADD)))
              .flatMap(it -> Mono.justOrEmpty(it.value(reader)));
        });
  }

  /** Created with the first step that needs it; the first request opens its connection. */
  private synchronized StreamReplies replies() {
    StreamReplies known = replies;
    StreamReplies made = known == null ? opener.get() : known;
    replies = made;
    return made;
  }

  private Step command(RedisCommand command, Templates templates) {
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
    CommandRoute target = CommandRoute.of(command);
    return scope -> Mono.defer(() -> servers.call(template.encode(scope), reply, target));
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    RedisAddress address = RedisAddress.of(config.address());
    Map<String, Object> attributes =
        options.cluster() || address.master().isPresent()
            ? new LinkedHashMap<>()
            : PeerAttributes.of(config.address(), address.server().port());
    if (declared instanceof RedisCommand || declared instanceof StreamRequest) {
      attributes.put("db.system.name", "redis");
      attributes.put(
          "db.operation.name", declared instanceof RedisCommand command ? command.name() : "XADD");
      attributes.put("db.namespace", Integer.toString(address.database()));
    }
    return attributes;
  }

  @Override
  public Mono<Taken> take(String key, long cost, long capacity) {
    Supplier<ReplyJson> reply = () -> new ReplyJson(ReplyFormat.TEXT, config.maxBody());
    return Mono.defer(() -> RedisTokenBuckets.take(servers, reply, key, cost, capacity))
        .map(RedisTokenBuckets::read)
        .timeout(config.timeout(), scheduler);
  }

  @Override
  public SharedValues sharedValues() {
    return cache;
  }

  private Mono<List<Result>> getAll(List<ByteBuffer> keys, ReplyFormat format) {
    IntFunction<Supplier<? extends ReplyConsumer<List<Result>>>> reply =
        size -> () -> new ListResults(size, format.json(), config.maxBody());
    var mget = SplitCommand.mget(servers, config.maxBody());
    List<byte[]> words = keys.stream().map(ByteBuffer::array).toList();
    return options.cluster()
        ? mget.results(words, reply)
        : servers.call(mget.request(words), reply.apply(keys.size()), CommandRoute.READ);
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
  public Map<String, Long> counts() {
    StreamReplies known = replies;
    return Map.of("late-reply", known == null ? 0L : known.late());
  }

  @Override
  public void close() {
    StreamReplies known = replies;
    if (known != null) {
      known.close();
    }
    cache.close();
    servers.close();
  }
}

package dev.joinall.backend.http;

import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.Lazy;
import dev.joinall.backend.Tried;
import dev.joinall.backend.balance.Instances;
import dev.joinall.backend.balance.Origin;
import dev.joinall.backend.http.client.ProxyUnreachable;
import dev.joinall.backend.http.client.Target;
import dev.joinall.config.BackendConfig;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** The servers of one API over HTTP/2. Thread-safe. */
final class Http2Servers {
  private static final int MAX_LOOK_UPS = 3;

  /** Made by the first call: only then the proxies are known. */
  private final Lazy<Instances<Http2Server>> servers;

  private final HostNames names;
  private final Executor loops;

  /**
   * @param client without a remote address
   */
  Http2Servers(BackendConfig config, List<Target> targets, HttpClient client, Hub hub) {
    this.loops = hub.loops();
    this.names = hub.names();
    this.servers = new Lazy<>(() -> instances(config, targets, client));
  }

  private Instances<Http2Server> instances(
      BackendConfig config, List<Target> targets, HttpClient client) {
    Map<Origin, Target> byOrigin = new LinkedHashMap<>();
    targets.forEach(it -> byOrigin.put(it.origin(), it));
    return new Instances<>(
        config.name(),
        List.copyOf(byOrigin.keySet()),
        names,
        it ->
            new Http2Server(
                it, Objects.requireNonNull(byOrigin.get(it.origin())), client, config.timeout()));
  }

  /**
   * Asks one server. If no connection to it can be made, each of the others is asked once.
   *
   * @param tried the servers that other attempts use
   * @param ending runs what is to be done when the call has ended
   */
  <T> Mono<T> asking(Tried tried, Consumer<Runnable> ending, Function<Http2Server, Mono<T>> call) {
    return asking(tried, ending, call, 1, 0);
  }

  /**
   * @param asked servers that were asked since the last look-up
   */
  private <T> Mono<T> asking(
      Tried tried,
      Consumer<Runnable> ending,
      Function<Http2Server, Mono<T>> call,
      int asked,
      int lookUps) {
    return chosen(tried)
        .flatMap(server ->
            Mono.defer(() -> call.apply(server))
                .onErrorMap(it -> ProxyUnreachable.of(Exceptions.unwrap(it), server.target()))
                .doOnSubscribe(subscription -> {
                  tried.add(server);
                  server.begin();
                })
                .doFinally(signal -> ending.accept(server::end))
                .doOnError(Http2Servers::isUnconnected, failure -> server.unreachable())
                .onErrorResume(
                    Http2Servers::isUnconnected,
                    failure -> {
                      if (asked < count()) {
                        return asking(tried, ending, call, asked + 1, lookUps);
                      }
                      return lookUps < MAX_LOOK_UPS && lookAgain(server)
                          ? asking(tried, ending, call, 1, lookUps + 1)
                          : Mono.error(failure);
                    }));
  }

  /** The number of servers that are known now, at least 1. */
  int count() {
    return Math.max(1, servers.get().known().size());
  }

  private boolean lookAgain(Http2Server server) {
    boolean proxied = server.target().proxy().get().isPresent();
    return servers.get().lookAgain() || (proxied && names.forget(server.target().dialled()));
  }

  private Mono<Http2Server> chosen(Tried tried) {
    return Mono.create(sink ->
        servers
            .get()
            .choose(
                tried,
                loops,
                (server, failure) -> {
                  if (server == null) {
                    sink.error(failure);
                  } else {
                    sink.success(server);
                  }
                }));
  }

  private static boolean isUnconnected(Throwable failure) {
    Throwable cause = Exceptions.unwrap(failure);
    return cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof SSLHandshakeException;
  }

  List<InstanceUse> use() {
    return servers.get().use();
  }
}

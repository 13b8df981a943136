package dev.joinall.backend.http;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.http.client.ProxyUnreachable;
import dev.joinall.backend.http.client.Target;
import dev.joinall.backend.http.client.TargetServers;
import dev.joinall.config.BackendConfig;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.List;
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

  private final TargetServers<Http2Server> servers;
  private final Executor loops;

  /**
   * @param client without a remote address
   */
  Http2Servers(BackendConfig config, List<Target> targets, HttpClient client, Hub hub) {
    this.loops = hub.loops();
    this.servers =
        new TargetServers<>(
            config.name(),
            targets,
            hub.names(config),
            (place, target) ->
                new Http2Server(place, target, client, hub.names().resolvers(), config.timeout()));
  }

  /**
   * Calls one server. If no connection to it can be made, tries each of the others once.
   *
   * @param tried the servers that other attempts use
   * @param ending runs its argument when the call has ended
   */
  <T> Mono<T> call(
      AttemptHistory tried, Consumer<Runnable> ending, Function<Http2Server, Mono<T>> call) {
    return call(tried, ending, call, 1, 0);
  }

  /**
   * @param triedCount the number of servers tried since the last look-up
   */
  private <T> Mono<T> call(
      AttemptHistory tried,
      Consumer<Runnable> ending,
      Function<Http2Server, Mono<T>> call,
      int triedCount,
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
                      if (triedCount < count()) {
                        return call(tried, ending, call, triedCount + 1, lookUps);
                      }
                      return lookUps < MAX_LOOK_UPS && servers.invalidate(server.target())
                          ? call(tried, ending, call, 1, lookUps + 1)
                          : Mono.error(failure);
                    }));
  }

  /** The number of currently known servers, at least 1. */
  int count() {
    return Math.max(1, servers.all().known().size());
  }

  private Mono<Http2Server> chosen(AttemptHistory tried) {
    return Mono.create(sink ->
        servers
            .all()
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
    return servers.all().use();
  }
}

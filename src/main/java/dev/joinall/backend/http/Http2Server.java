package dev.joinall.backend.http;

import dev.joinall.backend.balance.Instance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.netty.http.client.HttpClient;

/** One server, and what is prepared for the calls to it. Thread-safe. */
final class Http2Server extends Instance {
  private final HttpClient client;
  private final Map<Object, Http2Senders> senders = new ConcurrentHashMap<>();

  /**
   * @param client without a remote address
   */
  Http2Server(Instance.Place place, HttpClient client) {
    super(place);
    // Created once: given host and port, Reactor Netty would build it again for each call.
    this.client = client.remoteAddress(this::address);
  }

  HttpClient client() {
    return client;
  }

  /** Those of a step; prepared on its first call to this server. */
  Http2Senders senders(Object step, Function<HttpClient, Http2Senders> prepare) {
    Http2Senders known = senders.get(step);
    return known == null ? senders.computeIfAbsent(step, it -> prepare.apply(client)) : known;
  }

  /** Its connections end when they have been idle for long enough. */
  @Override
  protected void gone() {}
}

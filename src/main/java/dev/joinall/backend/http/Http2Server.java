package dev.joinall.backend.http;

import dev.joinall.backend.balance.Instance;
import reactor.netty.http.client.HttpClient;

/** One server over HTTP/2. Thread-safe. */
final class Http2Server extends Instance {
  private final HttpClient client;

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

  /** Its connections end when they have been idle for long enough. */
  @Override
  protected void gone() {}
}

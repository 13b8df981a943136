package dev.joinall.backend.sql;

import java.net.InetSocketAddress;
import reactor.core.publisher.Mono;

/** Opens connections to one system. Thread-safe. */
interface Driver {
  /**
   * Connects and logs in. Fails with the driver's exceptions. Cancelling closes a partly opened
   * connection.
   */
  Mono<Session> connect(InetSocketAddress address);
}

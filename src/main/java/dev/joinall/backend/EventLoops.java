package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLContext;
import reactor.core.scheduler.Scheduler;

/**
 * The resources that all backends of this process share: event loops and TLS. The loops must not
 * run blocking code; a backend needs its own threads for that. Thread-safe.
 */
public interface EventLoops {
  /** Runs tasks and timers on the caller's loop, or on any loop if the caller is not on one. */
  Scheduler scheduler();

  /**
   * Creates TLS for the connections of a backend, as its {@code tls} declares it. Engines and
   * sockets of the context check the certificate of the server and its name, send that name by SNI,
   * and present the certificate of the backend. New connections use changed files. Reads files, so
   * call it in {@link Kind#open}.
   *
   * @throws IllegalArgumentException if a file can't be used
   */
  SSLContext tls(BackendConfig declared);

  /**
   * Returns the addresses that a connection of a backend may use, for a client that resolves names
   * itself. Call it with the result of each lookup, and connect only to a returned address.
   *
   * @param host the host in the address of the backend, or one that its servers have named
   * @throws UnknownHostException if no address is allowed
   */
  List<InetAddress> allowed(BackendConfig declared, String host, List<InetAddress> found)
      throws UnknownHostException;
}

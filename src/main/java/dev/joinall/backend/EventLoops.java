package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLContext;
import reactor.core.scheduler.Scheduler;

/**
 * What the backends of this process share: its event loops, and TLS. The loops must not run
 * blocking code; a backend needs its own threads for that. Thread-safe.
 */
public interface EventLoops {
  /** Runs tasks and timers on the caller's loop, or on any loop if the caller is not on one. */
  Scheduler scheduler();

  /**
   * TLS for the connections of a backend, as its {@code tls} declares it. Engines and sockets of
   * the context check the certificate of the server and its name, ask for that name by SNI, and
   * present the certificate of the backend. New connections use files that have changed. Reads
   * files, so it belongs into {@link Kind#open}.
   *
   * @throws IllegalArgumentException if a file can't be used
   */
  SSLContext tls(BackendConfig declared);

  /**
   * The addresses that a connection of a backend may use, for a client that looks names up itself.
   * To be asked for what a lookup has just found, and the connection goes to one of the result.
   *
   * @param host of the address of the backend, or one that its servers have named
   * @throws UnknownHostException if there is none
   */
  List<InetAddress> allowed(BackendConfig declared, String host, List<InetAddress> found)
      throws UnknownHostException;
}

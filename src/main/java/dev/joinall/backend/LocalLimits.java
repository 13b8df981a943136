package dev.joinall.backend;

import dev.joinall.config.Internal;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Connects that failed because this process or its host has reached a limit. The peer is not the
 * cause: such a failure neither opens its circuit breaker nor ejects it.
 */
@Internal
public final class LocalLimits {
  /** The text of EMFILE, and the first words of that of ENFILE. */
  private static final String NO_FILES = "Too many open files";

  /** The text of EADDRNOTAVAIL: all ephemeral ports to this peer are in use, see connect(2). */
  private static final String NO_PORTS = "Cannot assign requested address";

  private LocalLimits() {}

  /** The fault of a failed connect; empty if no limit of this process or host is the cause. */
  public static Optional<Fault> fault(Throwable error, InetSocketAddress peer) {
    // For an IPv6 address, the same error also means that this host has no IPv6.
    return peer.getAddress() instanceof Inet4Address && hasText(error, NO_PORTS)
        ? Optional.of(rejected("this server has no free port for a connection"))
        : fault(error);
  }

  /** The same without the address of the peer. */
  static Optional<Fault> fault(Throwable error) {
    return isOutOfFiles(error)
        ? Optional.of(rejected("this server has too many open files"))
        : Optional.empty();
  }

  /** Whether the process or its host can't open more files and sockets. */
  public static boolean isOutOfFiles(Throwable error) {
    return hasText(error, NO_FILES);
  }

  private static boolean hasText(Throwable error, String text) {
    return Causes.of(error).stream().anyMatch(it -> String.valueOf(it.getMessage()).contains(text));
  }

  private static Fault rejected(String detail) {
    return Fault.rejected(detail, Optional.empty());
  }
}

package dev.joinall.backend.redis;

import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One attempt to connect, with the reason why TLS failed, which Lettuce does not always report. */
final class RedisDial {
  static final AttributeKey<RedisDial> KEY = AttributeKey.valueOf("joinall.dial");

  private final ServerAddress server;
  private final InetSocketAddress address;
  private volatile @Nullable Throwable refusal;

  /**
   * @param address one of the server's addresses
   */
  RedisDial(ServerAddress server, InetSocketAddress address) {
    this.server = server;
    this.address = address;
  }

  ServerAddress server() {
    return server;
  }

  InetSocketAddress address() {
    return address;
  }

  void refused(Throwable why) {
    refusal = why;
  }

  Throwable reason(Throwable fallback) {
    Throwable why = refusal;
    return why == null ? fallback : why;
  }
}

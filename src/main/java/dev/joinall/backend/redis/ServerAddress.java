package dev.joinall.backend.redis;

/**
 * The address of a server.
 *
 * @param host a name or an IP address; IPv6 may have brackets
 */
record ServerAddress(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}

package dev.joinall.security;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The properties of a request that its authentication needs. Used by one thread at a time. */
public interface AuthenticationRequest {
  String method();

  /** The scheme of this server's own connection. */
  String scheme();

  /** The host in the request. */
  String host();

  /** The port; -1 for the default port of the scheme. */
  int port();

  /** The path, still percent-encoded. */
  String path();

  /** All lines of a header, in their order. Names of headers are case-insensitive. */
  List<String> headers(String name);

  /** The peer of the connection; null if it is unknown. */
  @Nullable InetSocketAddress remote();

  /** The verified certificate of the client's connection. */
  Optional<X509Certificate> certificate();
}

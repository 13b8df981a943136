package dev.joinall.security;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request, as far as it tells who sends it. Used by one thread at a time. */
public interface AuthenticationRequest {
  String method();

  /** Of this server's own connection. */
  String scheme();

  /** As the request names it. */
  String host();

  /** -1 for the usual one of the scheme. */
  int port();

  /** Still percent-encoded. */
  String path();

  /** All lines of a header, in their order; the names of headers ignore case. */
  List<String> headers(String name);

  /** The other end of the connection; null if it is unknown. */
  @Nullable InetSocketAddress remote();

  /** The verified certificate of the client's connection. */
  Optional<X509Certificate> certificate();
}

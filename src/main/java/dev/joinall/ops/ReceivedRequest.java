package dev.joinall.ops;

import dev.joinall.security.AuthenticationRequest;

/** The attributes of a request for its span. Read only if the span is recorded. */
public interface ReceivedRequest extends AuthenticationRequest {
  /** The version of HTTP, such as {@code 1.1} and {@code 2}; empty if it is unknown. */
  String version();

  /** The header {@code User-Agent}; empty if there is none. */
  String userAgent();
}

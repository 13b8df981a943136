package dev.joinall.ops;

import dev.joinall.security.AuthenticationRequest;

/** What the span of a request says of it. Read only if the span is recorded. */
public interface ReceivedRequest extends AuthenticationRequest {
  /** Of HTTP, such as {@code 1.1} and {@code 2}; empty if it is unknown. */
  String version();

  /** Empty if the client does not say. */
  String userAgent();
}

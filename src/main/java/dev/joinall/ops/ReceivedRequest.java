package dev.joinall.ops;

/** What the span of a request says of it. Read only if the span is recorded. */
public interface ReceivedRequest {
  String method();

  /** Without its query. */
  String path();

  String scheme();

  /** As the client named it; empty if it is unknown. */
  String host();

  /** That of the scheme, if the client named none. */
  int port();

  /** Of HTTP, such as {@code 1.1} and {@code 2}; empty if it is unknown. */
  String version();

  /** Empty if the client does not say. */
  String userAgent();
}

package dev.joinall.backend.http.client;

import java.io.IOException;
import java.io.Serial;

/** The proxy itself responded, or closed the connection; the server behind it did not respond. */
public final class ProxyRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final boolean passedOn;

  /**
   * @param status of the proxy; 0 if it sent none
   * @param passedOn whether the server may have received the request
   */
  ProxyRefusal(int status, String detail, boolean passedOn) {
    super(detail);
    this.status = status;
    this.passedOn = passedOn;
  }

  static ProxyRefusal of(int status, boolean passedOn) {
    return new ProxyRefusal(
        status,
        status == 407
            ? "the proxy answered 407: it asks for a user and a password, or refuses these"
            : "the proxy answered " + status,
        passedOn);
  }

  /**
   * Whether the same request would be refused again, because its user or this server is not
   * allowed.
   */
  public boolean isPermanent() {
    return status >= 400 && status < 500 && status != 408 && status != 429;
  }

  public boolean isPassedOn() {
    return passedOn;
  }
}

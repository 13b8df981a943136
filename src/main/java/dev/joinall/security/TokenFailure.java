package dev.joinall.security;

/** Thrown if there is no token for a backend. */
public final class TokenFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isRefusal;

  /**
   * @param message contains no secret
   * @param isRefusal whether the authorization server responded, and refused a token
   */
  TokenFailure(String message, boolean isRefusal) {
    super(message, null, false, false);
    this.isRefusal = isRefusal;
  }

  /** Whether the authorization server responded, and refused a token. */
  public boolean isRefusal() {
    return isRefusal;
  }

  /** The message, which contains no secret. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}

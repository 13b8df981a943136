package dev.joinall.security;

/** There is no token for a backend. */
public final class TokenFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isRefusal;

  /**
   * @param message holds no secret
   * @param isRefusal whether the authorization server answered, and gives none
   */
  TokenFailure(String message, boolean isRefusal) {
    super(message, null, false, false);
    this.isRefusal = isRefusal;
  }

  /** Whether the authorization server answered, and gives none. */
  public boolean isRefusal() {
    return isRefusal;
  }

  /** Its text, which holds no secret. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}

package dev.joinall.tls;

import java.io.Serial;

/** Thrown if a file can't be used. */
final class UnusableTlsException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String hint;

  UnusableTlsException(String message, String hint) {
    super(message, null, false, false);
    this.hint = hint;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  String hint() {
    return hint;
  }
}

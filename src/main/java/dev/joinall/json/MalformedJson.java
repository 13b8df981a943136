package dev.joinall.json;

/**
 * Thrown if the bytes are not one JSON value, or exceed a limit of the parser. Has no stack trace:
 * a malformed response of a backend must not cost more than a valid one.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param offset in bytes from the start of the document, white space included; from 0
   */
  MalformedJson(String reason, int offset) {
    super(reason + " at byte " + offset, null, false, false);
    this.reason = reason;
  }

  /** The reason. It never quotes the bytes, so it is safe in logs and responses. */
  public String reason() {
    return reason;
  }
}

package dev.joinall.json;

/**
 * The bytes are not one JSON value, or exceed a limit of the parser. Carries no stack trace: a
 * backend that answers rubbish must not cost more than one that answers well.
 */
public final class MalformedJson extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int offset;

  MalformedJson(String reason, int offset) {
    super(reason + " at byte " + offset, null, false, false);
    this.reason = reason;
    this.offset = offset;
  }

  /** What is wrong. It never quotes the bytes, so it is safe to log and to answer. */
  public String reason() {
    return reason;
  }

  /** Where, in bytes from the start of the document, white space included; from 0. */
  public int offset() {
    return offset;
  }
}

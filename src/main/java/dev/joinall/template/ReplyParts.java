package dev.joinall.template;

import dev.joinall.config.Internal;

/**
 * The parts of the reply of a call that the file reads. No other parts are collected.
 *
 * @param any whether the file reads any part
 * @param items whether it reads the outcomes of a list's items
 */
public record ReplyParts(boolean any, boolean headers, boolean body, boolean items) {
  @Internal
  public ReplyParts {}

  @Internal public static final ReplyParts NONE = new ReplyParts(false, false, false, false);

  /** All parts of one call. */
  @Internal public static final ReplyParts WHOLE = new ReplyParts(true, true, true, false);

  /** All parts of one call, without the body. */
  @Internal public static final ReplyParts HEADERS = new ReplyParts(true, true, false, false);

  /** All parts, including items. */
  @Internal public static final ReplyParts ALL = new ReplyParts(true, true, true, true);

  /** The parts that {@code outcomes.x.member} reads. */
  static ReplyParts of(String member) {
    return switch (member) {
      case "status", "fault" -> NONE;
      case "headers" -> new ReplyParts(true, true, false, false);
      case "body" -> new ReplyParts(true, false, true, false);
      case "items" -> ALL;
      case "failed" -> new ReplyParts(true, false, false, true);
      default -> new ReplyParts(true, false, false, false);
    };
  }

  @Internal
  public ReplyParts and(ReplyParts other) {
    return new ReplyParts(
        any || other.any, headers || other.headers, body || other.body, items || other.items);
  }
}

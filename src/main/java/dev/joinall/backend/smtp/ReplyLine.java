package dev.joinall.backend.smtp;

/**
 * One line of a reply (RFC 5321, 4.2): three digits, then nothing, a space and a text, or a hyphen
 * and a text if more lines follow.
 *
 * @param last whether it is the last line of the reply
 */
record ReplyLine(int code, boolean last) {
  private static final int DIGITS = 3;

  /**
   * Parses the line at the start of these bytes.
   *
   * @param end index after its line feed
   */
  static ReplyLine of(byte[] bytes, int end) throws MalformedReply {
    int textEnd = end - 2;
    if (textEnd < 0 || bytes[textEnd] != '\r') {
      throw new MalformedReply("a line does not end in CR LF"); // RFC 5321, 2.3.8
    }
    if (textEnd < DIGITS) {
      throw new MalformedReply("a line has no reply code");
    }
    int code = code(bytes);
    checkText(bytes, textEnd);
    if (textEnd == DIGITS || bytes[DIGITS] == ' ') {
      return new ReplyLine(code, true);
    }
    if (bytes[DIGITS] == '-') {
      return new ReplyLine(code, false);
    }
    throw new MalformedReply("a reply code is followed by neither a space nor a hyphen");
  }

  /**
   * Parses the code. The grammar limits the second digit to 0 to 5. Refusals may have any, because
   * servers send codes such as 571; successes may not.
   */
  private static int code(byte[] bytes) throws MalformedReply {
    int first = bytes[0] - '0';
    int second = bytes[1] - '0';
    int third = bytes[2] - '0';
    boolean digits = isIn(first, 2, 5) && isIn(second, 0, 9) && isIn(third, 0, 9);
    if (!digits || (first < 4 && second > 5)) {
      throw new MalformedReply("a line has no reply code");
    }
    return first * 100 + second * 10 + third;
  }

  private static boolean isIn(int digit, int min, int max) {
    return min <= digit && digit <= max;
  }

  /**
   * Checks for tabs and printable characters. Bytes above ASCII are allowed, because the text is
   * not used.
   */
  private static void checkText(byte[] bytes, int end) throws MalformedReply {
    for (int i = DIGITS; i < end; i++) {
      if ((bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t') || bytes[i] == 0x7f) {
        throw new MalformedReply("a line has a control character");
      }
    }
  }
}

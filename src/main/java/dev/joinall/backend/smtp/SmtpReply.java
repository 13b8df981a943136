package dev.joinall.backend.smtp;

import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A refusal of a command by the mail server.
 *
 * @param code three digits, the first one 4 or 5
 * @param enhanced such as {@code 5.1.1} (RFC 3463), if the server sends one
 * @param command its first word
 */
record SmtpReply(int code, Optional<String> enhanced, String command) {
  private static final Pattern ENHANCED =
      Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");

  private static final String END = ".";

  static SmtpReply of(int code, String text, String command) {
    Matcher matcher = ENHANCED.matcher(text);
    Optional<String> enhanced = matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    return new SmtpReply(code, enhanced, called(command));
  }

  static String called(String command) {
    return command.equals(END) ? "the end of the mail" : command;
  }

  /** The fault, without the server's text, which may contain addresses. */
  Fault fault() {
    String codes = enhanced.map(it -> code + " " + it).orElse(Integer.toString(code));
    if (isPermission()) {
      return ConnectFaults.permission(codes + " to " + command);
    }
    return Fault.of(type(), "the mail server answered " + codes + " to " + command);
  }

  /**
   * Whether it is a policy of the server (RFC 3463, 3.8), or a missing login (RFC 4954, 6). After
   * the mail, such a code concerns its content.
   */
  private boolean isPermission() {
    return code >= 500
        && !command.equals(called(END))
        && enhanced.map(it -> it.startsWith("5.7.")).orElse(code == 530);
  }

  private Fault.Type type() {
    if (code < 500) {
      return Fault.Type.UNAVAILABLE;
    }
    return isTooLarge() ? Fault.Type.TOO_LARGE : Fault.Type.STATUS;
  }

  /** Whether the mail is too large; 552 may also mean that a recipient's mailbox is full. */
  private boolean isTooLarge() {
    return enhanced
        .map(it -> it.equals("5.3.4") || it.equals("5.2.3"))
        .orElse((code == 552 || code == 523) && !command.equals("RCPT"));
  }
}

package dev.joinall.backend.redis;

import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts an error reply to a fault. Its text may contain keys, values, users and addresses, which
 * the fault omits.
 *
 * @param isOfServer whether this server currently refuses such calls and another one with the same
 *     address may accept them: a former primary, a server that loads its data
 */
record ErrorReply(Fault fault, boolean isOfServer) {
  /** An error code, and the following text up to a part that may be a name, a number or a value. */
  private static final Pattern TEXT =
      Pattern.compile("([A-Z]{2,20})(?: ([A-Za-z][A-Za-z ,-]{0,99})(?=$|[. ]))?.*", Pattern.DOTALL);

  /** Redis before 7 embeds the error of a command in the text of the script's error. */
  private static final Pattern OF_SCRIPT =
      Pattern.compile(
          "ERR Error (?:running|compiling) script .{0,200}?: -([A-Z]{2,20} .*)", Pattern.DOTALL);

  /** The error of a command in a script. */
  private static final String NO_PERMISSION_OF_SCRIPT = "The user executing the script can't run";

  private static final String TOO_MANY_CLIENTS = "ERR max number of clients";

  static ErrorReply of(String text) {
    Matcher ofScript = OF_SCRIPT.matcher(text);
    Matcher words = TEXT.matcher(ofScript.matches() ? ofScript.group(1) : text);
    if (!words.matches()) {
      return of(Fault.of(Fault.Type.ERROR, "an error reply"));
    }
    if (text.contains(NO_PERMISSION_OF_SCRIPT)) {
      return of(ConnectFaults.permission("NOPERM"));
    }
    if (text.startsWith(TOO_MANY_CLIENTS)) {
      return of(RedisFaults.unavailable("max number of clients reached"));
    }
    String code = words.group(1);
    return switch (code) {
      // the command was not run; it may succeed later or on another server
      case "READONLY", "MASTERDOWN", "LOADING", "NOREPLICAS", "CLUSTERDOWN", "UNBLOCKED" ->
          new ErrorReply(RedisFaults.unavailable(code), true);
      case "BUSY", "OOM", "MISCONF", "TRYAGAIN", "INPROG", "NOMASTERLINK" ->
          of(RedisFaults.unavailable(code));
      case "NOAUTH", "WRONGPASS" -> of(ConnectFaults.login());
      case "NOPERM" -> of(ConnectFaults.permission(code));
      case "BUSYKEY", "BUSYGROUP" -> of(Fault.of(Fault.Type.CONFLICT, code));
      // the server is configured for another use
      case "MOVED", "ASK", "DENIED", "NOPROTO" -> of(Fault.of(Fault.Type.ERROR, message(words)));
      default -> of(Fault.of(Fault.Type.ERROR, message(words)).ofCaller());
    };
  }

  private static ErrorReply of(Fault fault) {
    return new ErrorReply(fault, false);
  }

  private static String message(Matcher words) {
    String code = words.group(1);
    return words.group(2) == null ? code : code + " " + words.group(2);
  }
}

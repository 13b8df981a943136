package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an error reply means. Its text may quote keys, values, users and addresses, which a fault
 * does not repeat.
 *
 * @param isOfServer whether this server takes no such calls at the moment, and another one behind
 *     the same address may: a replica that was the primary, one that loads its data
 */
record ErrorReply(Fault fault, boolean isOfServer) {
  /** A code, and as much of the text behind it as can't be a name, a number or a value. */
  private static final Pattern TEXT =
      Pattern.compile("([A-Z]{2,20})(?: ([A-Za-z][A-Za-z ,-]{0,99})(?=$|[. ]))?.*", Pattern.DOTALL);

  /** Redis before 7 puts the error of a command in a script into the text of another one. */
  private static final Pattern OF_SCRIPT =
      Pattern.compile(
          "ERR Error (?:running|compiling) script .{0,200}?: -([A-Z]{2,20} .*)", Pattern.DOTALL);

  private static final String TOO_MANY_CLIENTS = "ERR max number of clients";

  static ErrorReply of(String text) {
    Matcher ofScript = OF_SCRIPT.matcher(text);
    Matcher words = TEXT.matcher(ofScript.matches() ? ofScript.group(1) : text);
    if (!words.matches()) {
      return of(Fault.of(Fault.Type.ERROR, "an error reply"));
    }
    if (text.startsWith(TOO_MANY_CLIENTS)) {
      return of(RedisFaults.unavailable("max number of clients reached"));
    }
    String code = words.group(1);
    return switch (code) {
      // the command was not run, and may be in a moment, or by another server
      case "READONLY", "MASTERDOWN", "LOADING", "NOREPLICAS", "CLUSTERDOWN", "UNBLOCKED" ->
          new ErrorReply(RedisFaults.unavailable(code), true);
      case "BUSY", "OOM", "MISCONF", "TRYAGAIN", "INPROG", "NOMASTERLINK" ->
          of(RedisFaults.unavailable(code));
      case "NOAUTH", "WRONGPASS", "NOPERM" ->
          of(Fault.of(Fault.Type.ERROR, "authentication: " + code));
      case "BUSYKEY", "BUSYGROUP" -> of(Fault.of(Fault.Type.CONFLICT, code));
      // the server is set up for something else
      case "MOVED", "ASK", "DENIED", "NOPROTO" -> of(Fault.of(Fault.Type.ERROR, told(words)));
      default -> of(Fault.of(Fault.Type.ERROR, told(words)).ofCaller());
    };
  }

  private static ErrorReply of(Fault fault) {
    return new ErrorReply(fault, false);
  }

  private static String told(Matcher words) {
    String code = words.group(1);
    return words.group(2) == null ? code : code + " " + words.group(2);
  }
}

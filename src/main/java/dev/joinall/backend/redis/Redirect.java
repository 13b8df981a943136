package dev.joinall.backend.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error reply of a cluster that names another server: the command was not run.
 *
 * @param once whether it applies to this command only ({@code ASK}), because the slot is being
 *     moved
 * @param host empty for the host of the server that replied
 */
record Redirect(boolean once, String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(MOVED|ASK) [0-9]{1,5} (\\S{0,255}):([0-9]{1,5})");

  static @Nullable Redirect in(String error) {
    Matcher text = TEXT.matcher(error);
    return text.matches()
        ? new Redirect(text.group(1).equals("ASK"), text.group(2), Integer.parseInt(text.group(3)))
        : null;
  }

  ServerAddress from(ServerAddress answered) {
    return new ServerAddress(host.isEmpty() ? answered.host() : host, port);
  }
}

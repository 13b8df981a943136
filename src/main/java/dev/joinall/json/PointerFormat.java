package dev.joinall.json;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;

/**
 * A JSON Pointer of RFC 6901: empty, or parts that each begin with a slash, in which a tilde is
 * followed by 0 or 1. A relative one begins with a number, and may end with a # instead.
 */
record PointerFormat(String name) implements Format {
  @Override
  public String getName() {
    return name;
  }

  @Override
  public String getMessageKey() {
    return "format." + name;
  }

  @Override
  public boolean matches(ExecutionContext check, String text) {
    return name.equals("json-pointer") ? isPointer(text) : isRelative(text);
  }

  private static boolean isPointer(String text) {
    for (int at = text.indexOf('~'); at >= 0; at = text.indexOf('~', at + 1)) {
      if (!text.startsWith("0", at + 1) && !text.startsWith("1", at + 1)) {
        return false;
      }
    }
    return text.isEmpty() || text.startsWith("/");
  }

  private static boolean isRelative(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    boolean counts = end == 1 || (end > 1 && text.charAt(0) != '0');
    String rest = text.substring(end);
    return counts && (rest.equals("#") || isPointer(rest));
  }
}

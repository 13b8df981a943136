package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.util.Arrays;

/** Reads lines of JSON (NDJSON) as one list. Skips empty lines. */
final class JsonLines {
  private JsonLines() {}

  static Json of(byte[] utf8) {
    var list = new byte[utf8.length + 2];
    int length = 0;
    list[length++] = '[';
    int line = 0;
    for (int from = 0; from < utf8.length; ) {
      int to = end(utf8, from);
      line++;
      if (!isBlank(utf8, from, to)) {
        check(utf8, from, to, line);
        if (length > 1) {
          list[length++] = ',';
        }
        System.arraycopy(utf8, from, list, length, to - from);
        length += to - from;
      }
      from = to + 1;
    }
    list[length++] = ']';
    return parse(Arrays.copyOf(list, length));
  }

  private static int end(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static void check(byte[] bytes, int from, int to, int line) {
    try {
      var _ = Json.parse(bytes, from, to);
    } catch (MalformedJson e) {
      throw new StepException(
          Fault.Type.MALFORMED, "line " + line + " is not valid JSON: " + e.getMessage());
    }
  }

  /** Parses the list, which is one level deeper than its lines. */
  private static Json parse(byte[] list) {
    try {
      return Json.parse(list);
    } catch (MalformedJson e) {
      throw new StepException(Fault.Type.MALFORMED, "not valid JSON: " + e.getMessage());
    }
  }
}

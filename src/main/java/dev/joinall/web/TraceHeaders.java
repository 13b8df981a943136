package dev.joinall.web;

import dev.joinall.template.Trace;
import java.util.List;

/** Reads the W3C headers of the trace context, and of baggage. */
final class TraceHeaders {
  static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  private static final int ID_FROM = 3;
  private static final int ID_TO = 35;
  private static final int PARENT_FROM = 36;
  private static final int PARENT_TO = 52;
  private static final int FLAGS_FROM = 53;
  private static final int LENGTH = 55;

  private TraceHeaders() {}

  /**
   * Continues the trace of the client if it is valid; otherwise starts one. A repeated header is
   * invalid.
   *
   * @param baggage whether baggage is passed on as well
   */
  static Trace read(RouteRequest request, boolean baggage) {
    Trace trace = read(request);
    return baggage ? trace.withBaggage(Baggage.of(request.headers(Baggage.HEADER))) : trace;
  }

  private static Trace read(RouteRequest request) {
    List<String> parents = request.headers(PARENT);
    if (parents.size() != 1 || !isValid(parents.getFirst())) {
      return Trace.begun();
    }
    String sent = parents.getFirst();
    List<String> states = request.headers(STATE);
    return Trace.continued(
        sent.substring(ID_FROM, ID_TO),
        sent.substring(PARENT_FROM, PARENT_TO),
        sent.substring(FLAGS_FROM, LENGTH),
        states.isEmpty() ? "" : TraceState.of(states),
        sent);
  }

  private static boolean isValid(String sent) {
    return isLongEnough(sent)
        && isHex(sent, 0, ID_FROM - 1)
        && sent.charAt(ID_FROM - 1) == '-'
        && sent.charAt(ID_TO) == '-'
        && sent.charAt(PARENT_TO) == '-'
        && isId(sent, ID_FROM, ID_TO)
        && isId(sent, PARENT_FROM, PARENT_TO)
        && isHex(sent, FLAGS_FROM, LENGTH);
  }

  /** A future version may append fields; ff is invalid. */
  private static boolean isLongEnough(String sent) {
    return sent.startsWith("00")
        ? sent.length() == LENGTH
        : !sent.startsWith("ff")
            && (sent.length() == LENGTH || (sent.length() > LENGTH && sent.charAt(LENGTH) == '-'));
  }

  /** An id of zeros is invalid. */
  private static boolean isId(String sent, int from, int to) {
    for (int i = from; i < to; i++) {
      if (sent.charAt(i) != '0') {
        return isHex(sent, from, to);
      }
    }
    return false;
  }

  private static boolean isHex(String sent, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = sent.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}

package dev.joinall.backend.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;

/**
 * Detects a header that continues on the next line ({@code obs-fold}; RFC 9112, 5.2). The decoder
 * joins such lines silently, while other parsers see two headers.
 */
final class Folding {
  private boolean lineEnded;
  private boolean found;

  /** Scans the next bytes of a head. */
  void look(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to && !found) {
      if (lineEnded) {
        byte first = in.getByte(at);
        found = first == HttpConstants.SP || first == HttpConstants.HT;
      }
      int end = in.indexOf(at, to, HttpConstants.LF);
      lineEnded = end >= 0;
      at = lineEnded ? end + 1 : to;
    }
  }

  /** Returns whether the head had a folded line, and starts the next head. */
  boolean reset() {
    boolean was = found;
    found = false;
    lineEnded = false;
    return was;
  }
}

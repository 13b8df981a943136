package dev.joinall.backend.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpConstants;

/**
 * Looks for a header that goes on in the next line ({@code obs-fold}; RFC 9112, 5.2). The decoder
 * joins such lines and does not tell, while other readers see two headers there.
 */
final class Folding {
  private boolean lineEnded;
  private boolean found;

  /** Looks at the next bytes of a head. */
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

  /** Whether there was one; the next bytes are of another head. */
  boolean reset() {
    boolean was = found;
    found = false;
    lineEnded = false;
    return was;
  }
}

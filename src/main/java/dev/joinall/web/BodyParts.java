package dev.joinall.web;

import dev.joinall.run.MemoryBudget;
import java.util.ArrayList;
import java.util.List;

/** The parts of a body that have arrived, up to a limit. */
final class BodyParts {
  private final int max;
  private final MemoryBudget.Reservation reservation;
  private final List<byte[]> parts = new ArrayList<>(1);
  private int length;

  /**
   * @param max the maximum size of the whole body in bytes
   * @param reservation charged with the bytes
   */
  BodyParts(int max, MemoryBudget.Reservation reservation) {
    this.max = max;
    this.reservation = reservation;
  }

  /** Fails with {@link RejectedRequest} if the part exceeds the limit. */
  BodyParts and(byte[] part) {
    if (part.length > max - length) {
      throw RequestBody.tooLarge(max);
    }
    RequestBody.reserve(part.length, reservation);
    parts.add(part);
    length += part.length;
    return this;
  }

  /** A body that came in one part is not copied. */
  byte[] joined() {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}

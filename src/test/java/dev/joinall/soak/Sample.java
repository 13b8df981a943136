package dev.joinall.soak;

/**
 * The result of one request.
 *
 * @param begun intended time of sending, by {@link System#nanoTime}
 * @param nanos from then until the answer was read
 * @param status 0 if no answer arrived
 * @param complete whether the answer is complete
 * @param fault of the first failed task, or empty
 */
record Sample(long begun, long nanos, int status, boolean complete, String fault) {
  boolean isGood() {
    return status == 200 && complete;
  }

  double millis() {
    return nanos / 1e6;
  }
}

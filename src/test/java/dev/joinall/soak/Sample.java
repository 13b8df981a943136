package dev.joinall.soak;

/**
 * What became of one request.
 *
 * @param begun when it was to be sent, as {@link System#nanoTime} counts
 * @param nanos from then until its answer was read
 * @param status 0 where no answer came
 * @param complete whether the answer says that nothing is missing
 * @param fault of the first task that failed, or empty
 */
record Sample(long begun, long nanos, int status, boolean complete, String fault) {
  boolean isGood() {
    return status == 200 && complete;
  }

  double millis() {
    return nanos / 1e6;
  }
}

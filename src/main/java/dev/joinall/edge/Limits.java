package dev.joinall.edge;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * The limits on the clients of one process: {@code joinall.limits} in the settings. docs/limits.md
 * explains the defaults.
 *
 * @param connections open at a time; one more is closed at once
 * @param inFlight requests at a time; one more is answered with 503
 * @param latenessPercent the share of its deadline that a request may wait for its event loop
 * @param memoryPercent the share of the heap that all requests in flight may hold
 * @param body the size of a request's body
 * @param answer the total size of the values of one request's tasks, and the size of its answer
 * @param headTime from the first byte of a request to the end of its headers
 * @param bodyTime from there to the end of its body
 * @param writeTime for a client to read the bytes that are written to it
 * @param idleTime between two requests of a connection
 */
public record Limits(
    int connections,
    int inFlight,
    int latenessPercent,
    int memoryPercent,
    DataSize body,
    DataSize answer,
    Duration headTime,
    Duration bodyTime,
    Duration writeTime,
    Duration idleTime) {
  private static final DataSize MAX_DATA_SIZE = DataSize.ofGigabytes(1);
  private static final Duration MAX_DURATION = Duration.ofHours(1);
  private static final int MAX_COUNT = 1_000_000;
  private static final int MAX_LATENESS = 100;
  private static final int MAX_MEMORY = 80;

  public Limits {
    requireRange(1, connections, MAX_COUNT, "connections");
    requireRange(1, inFlight, MAX_COUNT, "in-flight");
    requireRange(1, latenessPercent, MAX_LATENESS, "lateness-percent");
    requireRange(1, memoryPercent, MAX_MEMORY, "memory-percent");
    atMost(body, "body");
    atMost(answer, "answer");
    atMost(headTime, "head-time");
    atMost(bodyTime, "body-time");
    atMost(writeTime, "write-time");
    atMost(idleTime, "idle-time");
  }

  private static void requireRange(int min, int value, int max, String name) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " is " + value + ", and has to be from " + min + " to " + max);
    }
  }

  private static void atMost(Duration value, String name) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(name + " has to be a time from 1ms to 1h");
    }
  }

  private static void atMost(DataSize value, String name) {
    if (value.compareTo(DataSize.ofBytes(1)) < 0 || value.compareTo(MAX_DATA_SIZE) > 0) {
      throw new IllegalArgumentException(name + " has to be a size from 1B to 1GB");
    }
  }

  /** The same limits with another number of connections. */
  public Limits withConnections(int other) {
    return new Limits(
        Math.min(other, connections),
        inFlight,
        latenessPercent,
        memoryPercent,
        body,
        answer,
        headTime,
        bodyTime,
        writeTime,
        idleTime);
  }

  /** The share of the maximum heap of this JVM, in bytes. */
  public long memory() {
    return Runtime.getRuntime().maxMemory() / 100 * memoryPercent;
  }
}

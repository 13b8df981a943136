package dev.joinall.web;

import dev.joinall.json.Json;
import java.time.Instant;

/** The time of arrival, ISO 8601 to the millisecond. Formatted once per millisecond. */
final class ArrivalTime {
  private volatile Made latest = made(System.currentTimeMillis());

  private record Made(long millis, Json text) {}

  Json now() {
    long millis = System.currentTimeMillis();
    Made made = latest;
    if (made.millis() != millis) {
      made = made(millis);
      latest = made;
    }
    return made.text();
  }

  private static Made made(long millis) {
    return new Made(millis, Json.string(Instant.ofEpochMilli(millis).toString()));
  }
}

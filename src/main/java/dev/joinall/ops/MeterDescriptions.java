package dev.joinall.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;

/** Describes the meters of Spring that have no help text of their own. */
public final class MeterDescriptions implements MeterFilter {
  private static final Map<String, String> TEXTS =
      Map.of(
          "http.server.requests",
          "Requests that Spring handles: to the documents, the management port and unknown paths",
          "http.server.requests.active",
          "Requests that Spring handles at the moment");

  @Override
  public Meter.Id map(Meter.Id id) {
    String text = TEXTS.get(id.getName());
    return text == null || id.getDescription() != null
        ? id
        : new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), text, id.getType());
  }
}

package dev.joinall.ops;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.env.Environment;

/** The format of the lines of the console, which determines the form of their fields. */
public enum LogFormat {
  /** A line of text. */
  TEXT,
  /** Elastic's Common Schema: {@code trace} is an object there. */
  ECS,
  /** Graylog's format: a field is a text or a number. */
  GELF,
  /** Any other JSON. */
  JSON;

  private static final String TRACE = "trace";

  /** The format in the settings of Spring Boot. */
  public static LogFormat of(Environment environment) {
    return switch (environment
        .getProperty("logging.structured.format.console", "")
        .toLowerCase(Locale.ROOT)) {
      case "" -> TEXT;
      case "ecs" -> ECS;
      case "gelf" -> GELF;
      default -> JSON;
    };
  }

  boolean isStructured() {
    return this != TEXT;
  }

  /**
   * Writes the fields of a line.
   *
   * @param title the title of a structured line
   */
  void write(String title, Map<String, Object> parts, LoggingEventBuilder begun) {
    LoggingEventBuilder event = with(parts, begun);
    event.log(
        isStructured()
            ? title
            : parts.entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(" ")));
  }

  /** Adds fields to a line. In a line of text they are not written, but exported. */
  LoggingEventBuilder with(Map<String, Object> parts, LoggingEventBuilder begun) {
    LoggingEventBuilder event = begun;
    for (Map.Entry<String, Object> part : parts.entrySet()) {
      event = event.addKeyValue(name(part.getKey()), part.getValue());
    }
    return event;
  }

  /** The name of a field. */
  String name(String part) {
    return this == ECS && part.equals(TRACE) ? "trace.id" : part;
  }
}

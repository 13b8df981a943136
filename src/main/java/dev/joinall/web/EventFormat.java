package dev.joinall.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.json.JsonWriter;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.MediaType;

/** The formats of a streamed answer. */
enum EventFormat {
  /** Server-sent events, as browsers read them. */
  SSE(MediaType.TEXT_EVENT_STREAM),
  /** A JSON object on each line. */
  NDJSON(MediaType.APPLICATION_NDJSON);

  @SuppressWarnings("ImmutableEnumChecker") // a MediaType is immutable
  private final MediaType type;

  EventFormat(MediaType type) {
    this.type = type;
  }

  MediaType type() {
    return type;
  }

  /** The format of this media type; empty for a wildcard. */
  static Optional<EventFormat> of(MediaType range) {
    return Arrays.stream(values())
        .filter(format -> range.equalsTypeAndSubtype(format.type))
        .findFirst();
  }

  /**
   * An event of this name.
   *
   * @param id a browser sends the last one in {@code Last-Event-ID} when it connects again
   * @param data one JSON object
   */
  byte[] event(String name, String id, JsonWriter data) {
    byte[] json = onOneLine(data);
    return switch (this) {
      case SSE ->
          join(("id: " + id + "\nevent: " + name + "\ndata: ").getBytes(US_ASCII), json, "\n\n");
      case NDJSON ->
          join(("{\"event\":\"" + name + "\",\"data\":").getBytes(US_ASCII), json, "}\n");
    };
  }

  /** Keeps the connection alive; carries no event. */
  byte[] heartbeat() {
    return switch (this) {
      case SSE -> ":\n\n".getBytes(US_ASCII);
      case NDJSON -> "\n".getBytes(US_ASCII);
    };
  }

  /** Line breaks between JSON tokens are white space, and a JSON string contains none. */
  private static byte[] onOneLine(JsonWriter data) {
    byte[] json = data.toBytes();
    for (int i = 0; i < json.length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = ' ';
      }
    }
    return json;
  }

  private static byte[] join(byte[] before, byte[] json, String after) {
    byte[] end = after.getBytes(US_ASCII);
    byte[] all = new byte[before.length + json.length + end.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(json, 0, all, before.length, json.length);
    System.arraycopy(end, 0, all, before.length + json.length, end.length);
    return all;
  }
}

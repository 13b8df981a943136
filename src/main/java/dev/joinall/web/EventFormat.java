package dev.joinall.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.joinall.json.JsonWriter;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.MediaType;

/** How the events of a streamed answer are written. */
enum EventFormat {
  /** Server-sent events, as browsers read them. */
  SSE(MediaType.TEXT_EVENT_STREAM),
  /** A JSON object on each line. */
  NDJSON(MediaType.APPLICATION_NDJSON);

  @SuppressWarnings("ImmutableEnumChecker") // a MediaType never changes
  private final MediaType type;

  EventFormat(MediaType type) {
    this.type = type;
  }

  MediaType type() {
    return type;
  }

  /** The format of that name; a wildcard names none. */
  static Optional<EventFormat> of(MediaType range) {
    return Arrays.stream(values())
        .filter(format -> range.equalsTypeAndSubtype(format.type))
        .findFirst();
  }

  /** An event of this name; its data is one JSON object. */
  byte[] event(String name, JsonWriter data) {
    byte[] json = onOneLine(data);
    return switch (this) {
      case SSE -> join(("event: " + name + "\ndata: ").getBytes(US_ASCII), json, "\n\n");
      case NDJSON ->
          join(("{\"event\":\"" + name + "\",\"data\":").getBytes(US_ASCII), json, "}\n");
    };
  }

  /** Keeps the connection busy, and says nothing. */
  byte[] heartbeat() {
    return switch (this) {
      case SSE -> ":\n\n".getBytes(US_ASCII);
      case NDJSON -> "\n".getBytes(US_ASCII);
    };
  }

  /** Between the tokens of a value a line break is white space; inside a string there is none. */
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

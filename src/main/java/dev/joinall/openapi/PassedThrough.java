package dev.joinall.openapi;

import dev.joinall.openapi.Responses.One;
import java.util.Map;

/** The responses of a route that passes on the bytes of its backend, of any type. */
record PassedThrough(Responses responses, Headers headers) {
  private static final Map<String, Object> BINARY = JsonMaps.map("schema", CommonSchemas.binary());

  /**
   * @param safe whether the route is a GET, which supports range requests
   * @param declared the headers that the file declares, by name
   */
  void add(boolean safe, Map<String, ?> declared) {
    Map<String, Object> with = headers.ofRun();
    with.put("Cache-Control", Headers.text("As the backend says"));
    Headers.declare(declared, with);
    responses.add(200, One.of("The bytes of the backend", with, JsonMaps.map("*/*", BINARY)));
    if (safe) {
      responses.add(206, One.of("The range that was asked for", with, JsonMaps.map("*/*", BINARY)));
      responses.add(304, One.of("The client has these bytes already", with, Map.of()));
      responses.add(
          416, One.of("The backend has no such range", with, JsonMaps.map("*/*", BINARY)));
    }
  }
}

package dev.joinall.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The headers of answers. */
record Headers(Components components) {
  static final String VARY = "Vary";

  private static final String OUTCOME = "\"(ok|absent|fallback|skipped|failed|cancelled)\"";
  private static final String TIMING = "[a-z]\\w*;dur=\\d+\\.\\d;desc=" + OUTCOME;

  /** The headers of an answer made by a run. */
  Map<String, Object> ofRun() {
    return JsonMaps.map(
        "Joinall-Complete",
        header(
            "Joinall-Complete",
            true,
            "Whether no task failed and none fell back",
            JsonMaps.map("type", "boolean")),
        "Server-Timing",
        header(
            "Server-Timing",
            true,
            "Each task's milliseconds and outcome, in the order of the file. Browsers draw it.",
            JsonMaps.map("type", "string", "pattern", "^%s(, %s)*$".formatted(TIMING, TIMING))),
        "traceparent",
        traceparent(),
        VARY,
        vary());
  }

  Object vary() {
    return text(VARY, true, "The headers of a request that can change the answer");
  }

  Object traceparent() {
    return header(
        "traceparent",
        true,
        "The trace that the request was given or went on with, and this server's span in it",
        CommonSchemas.traceparent());
  }

  /** The headers of a route's answer that is not a complete result of a run. */
  Map<String, Object> notKept() {
    return JsonMaps.map("traceparent", traceparent(), VARY, vary(), "Cache-Control", noStore());
  }

  Object noStore() {
    return header(
        "Cache-Control",
        true,
        "A problem is not to be kept",
        JsonMaps.map("type", "string", "const", "no-store"));
  }

  Object privateCache() {
    return header(
        "Cache-Control-Answer",
        true,
        "Only its client may keep a complete answer, and asks before it uses it again. One that is"
            + " incomplete is not to be kept.",
        JsonMaps.map("type", "string", "enum", List.of("private, no-cache", "no-store")));
  }

  /** Adds the headers of an answer that may come from the cache. */
  void addCached(Map<String, Object> with) {
    with.put(
        "Age",
        header(
            "Age",
            false,
            "Only on an answer that was made for another request: how old it is, in seconds",
            JsonMaps.map("type", "integer", "minimum", 0)));
    with.put(
        "Cache-Status",
        text("Cache-Status", false, "What the cache did for the answer (RFC 9211)"));
  }

  Object entityTag() {
    return text(
        "ETag",
        false,
        "Only on a complete answer. Send it in If-None-Match to get a 304 where nothing changed.");
  }

  Object challenge() {
    return text(
        "WWW-Authenticate",
        true,
        "How to authenticate, and what is wrong with the credentials (RFC 6750)");
  }

  Object rateLimit() {
    return text(
        "RateLimit",
        true,
        "What is left of each limit: r requests, and t seconds until all of it is back");
  }

  Object rateLimitPolicy() {
    return text("RateLimit-Policy", true, "Each limit: q requests in w seconds");
  }

  Object retryAfter() {
    return header(
        "Retry-After",
        true,
        "Seconds after which to try again",
        JsonMaps.map("type", "integer", "format", "int32", "minimum", 1L));
  }

  /** A header of one route, with any text. */
  static Object text(String description) {
    return JsonMaps.map("description", description, "schema", JsonMaps.map("type", "string"));
  }

  /** Adds declared headers, which replace the defaults. Only Vary is extended instead. */
  static void declare(Map<String, ?> declared, Map<String, Object> with) {
    declared.keySet().stream()
        .filter(it -> !it.equalsIgnoreCase(VARY))
        .sorted()
        .forEach(name -> {
          with.keySet().removeIf(it -> it.equalsIgnoreCase(name));
          with.put(name, text("As the file says"));
        });
  }

  private Object text(String name, boolean required, String description) {
    return header(name, required, description, JsonMaps.map("type", "string"));
  }

  private Object header(
      String name, boolean required, String description, Map<String, Object> schema) {
    return components.shared(
        "headers",
        name,
        () -> JsonMaps.map("description", description, "required", required, "schema", schema));
  }

  /** The union of the headers; headers that are not in every answer are optional. */
  Map<String, Object> merged(List<Map<String, Object>> all) {
    Map<String, Object> merged = new LinkedHashMap<>();
    all.forEach(headers -> headers.forEach(merged::putIfAbsent));
    merged.replaceAll((name, header) ->
        all.stream().allMatch(it -> it.containsKey(name)) ? header : optional((Map<?, ?>) header));
    return merged;
  }

  private Map<String, Object> optional(Map<?, ?> header) {
    Map<String, Object> copy = JsonMaps.copy(components.resolve(header));
    copy.remove("required");
    return copy;
  }
}

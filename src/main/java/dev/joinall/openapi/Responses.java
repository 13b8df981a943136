package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The responses of one operation, by status. Several reasons for one status are one response. */
final class Responses {
  private final Components components;
  private final Headers headers;
  private final Map<String, List<One>> byStatus = new TreeMap<>();

  Responses(Components components) {
    this.components = components;
    this.headers = new Headers(components);
  }

  /**
   * One reason for a status.
   *
   * @param name of the component, if operations share it; otherwise empty
   * @param content by media type
   */
  record One(
      String name, String description, Map<String, Object> headers, Map<String, Object> content) {

    static One of(String description, Map<String, Object> headers, Map<String, Object> content) {
      return new One("", description, headers, content);
    }

    private Map<String, Object> response() {
      Map<String, Object> response = JsonMaps.map("description", description);
      JsonMaps.with(response, "headers", headers);
      return JsonMaps.with(response, "content", content);
    }
  }

  void add(String status, One one) {
    byStatus.computeIfAbsent(status, it -> new ArrayList<>()).add(one);
  }

  void add(int status, One one) {
    add(Integer.toString(status), one);
  }

  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    byStatus.forEach((status, reasons) -> all.put(status, response(reasons)));
    return all;
  }

  private Map<String, Object> response(List<One> reasons) {
    One first = reasons.getFirst();
    One one = reasons.stream().allMatch(first::equals) ? first : merged(reasons);
    return one.name().isEmpty()
        ? one.response()
        : components.shared("responses", one.name(), one::response);
  }

  private One merged(List<One> reasons) {
    boolean shared = reasons.stream().noneMatch(it -> it.name().isEmpty());
    String name =
        shared ? reasons.stream().map(One::name).distinct().collect(Collectors.joining("Or")) : "";
    String description =
        reasons.stream().map(One::description).distinct().collect(Collectors.joining("; or: "));
    Map<String, List<Map<?, ?>>> media = new LinkedHashMap<>();
    for (One one : reasons) {
      one.content()
          .forEach((type, content) ->
              media.computeIfAbsent(type, it -> new ArrayList<>()).add((Map<?, ?>) content));
    }
    Map<String, Object> content = new LinkedHashMap<>();
    media.forEach((type, all) -> content.put(type, media(all)));
    return new One(
        name, description, headers.merged(reasons.stream().map(One::headers).toList()), content);
  }

  private static Map<String, Object> media(List<Map<?, ?>> all) {
    List<Object> schemas =
        all.stream().map(it -> it.get("schema")).distinct().map(Object.class::cast).toList();
    Map<String, Object> merged = JsonMaps.copy(all.getFirst());
    merged.put("schema", schemas.size() == 1 ? schemas.getFirst() : JsonMaps.map("anyOf", schemas));
    return merged;
  }

  /** JSON with an example, if there is one. */
  static Map<String, Object> json(String type, Map<String, Object> schema, Object example) {
    Map<String, Object> media = JsonMaps.map("schema", schema);
    if (!example.equals(Json.NULL)) {
      media.put("example", example);
    }
    return JsonMaps.map(type, media);
  }
}

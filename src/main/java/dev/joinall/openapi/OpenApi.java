package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Config;
import dev.joinall.config.RouteConfig;
import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The OpenAPI 3.1 document of a file; deterministic.
 *
 * @param document as JSON
 */
public record OpenApi(Json document) {
  private static final String RULES =
      """
      How answers look:

      - A successful answer has one member per task, in the order of the file, unless the file says
        how it looks. A task without a value is `null`.
      - If a task failed or fell back, the answer has `errors`, and `Joinall-Complete` is `false`.
      - If the answer can't be given, it is problem details (RFC 9457).
      - `HEAD` is answered as `GET` without the body. A method that a path does not have is a 405
        with `Allow`.
      """;

  /** The server address of the routes if no proxy adds a prefix. */
  public static final String ROOT = "/";

  /**
   * Describes the routes of a file whose plans have no problem.
   *
   * @param server the address of the routes for clients: a path or a URL
   */
  public static OpenApi of(Config config, List<Plan> plans, String server) {
    var components = new Components();
    Map<String, Object> document = JsonMaps.map("openapi", "3.1.0", "info", info(config));
    document.put("servers", List.of(JsonMaps.map("url", server)));
    document.put("security", List.of());
    JsonMaps.with(document, "tags", tags(config));
    document.put("paths", paths(config, plans, components));
    Map<String, Object> all = components.all();
    JsonMaps.with(all, "securitySchemes", SecuritySchemes.of(config));
    JsonMaps.with(document, "components", all);
    return new OpenApi(Json.of(document));
  }

  /** The document as readable YAML. */
  public String yaml() {
    return Yaml.of(document);
  }

  private static Map<String, Object> info(Config config) {
    Map<String, Object> written = JsonMaps.of(config.info());
    Map<String, Object> info = JsonMaps.map("title", "Joinall", "version", "0.0.0");
    info.putAll(written);
    info.put(
        "description",
        Optional.ofNullable(written.get("description"))
                .map(it -> it.toString().strip() + "\n\n")
                .orElse("")
            + RULES);
    return info;
  }

  private static List<Object> tags(Config config) {
    return config.aggregations().values().stream()
        .flatMap(it -> it.route().stream())
        .flatMap(it -> RouteText.tags(it).stream())
        .distinct()
        .map(it -> (Object) JsonMaps.map("name", it, "description", "Routes below /" + it))
        .toList();
  }

  private static Map<String, Object> paths(Config config, List<Plan> plans, Components components) {
    Map<String, Plan> byName =
        plans.stream().collect(Collectors.toMap(Plan::name, Function.identity()));
    var failures = new FailureStatuses(config);
    Set<String> ids = new HashSet<>();
    var bodies = new Bodies(config, byName, Titles.of(config), components);
    Map<String, RouteConfig> first = new HashMap<>();
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (AggregationConfig aggregation : config.aggregations().values()) {
      Plan plan = Objects.requireNonNull(byName.get(aggregation.name()));
      if (aggregation.route().isPresent()) {
        RouteConfig route = aggregation.route().get();
        RouteConfig same = first.computeIfAbsent(shape(route), it -> route);
        var operation =
            new Route(
                Titles.free(Titles.camel(aggregation.name()), ids),
                aggregation,
                route,
                same.variables(),
                plan,
                failures,
                bodies,
                components);
        Map<String, Object> described = operation.operation();
        aggregation
            .access()
            .allow()
            .flatMap(it -> SecuritySchemes.of(it, plan, config))
            .ifPresent(it -> described.put("security", it));
        paths
            .computeIfAbsent(path(same), it -> new LinkedHashMap<>())
            .put(route.method().toLowerCase(Locale.ROOT), described);
      }
    }
    return new LinkedHashMap<>(paths);
  }

  /** The path in the notation of OpenAPI, which has no variable over several segments. */
  private static String path(RouteConfig route) {
    return written(route).replace("...}", "}");
  }

  private static String written(RouteConfig route) {
    return route.text().substring(route.text().indexOf(' ') + 1);
  }

  /** The path without the names of its variables, which do not distinguish paths. */
  private static String shape(RouteConfig route) {
    return written(route).replaceAll("\\{[^}.]*", "{");
  }
}

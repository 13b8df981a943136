package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code openapi.yaml}, and the violations of answers. */
record OpenApi(JsonNode document) {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** Headers of HTTP itself are not described, nor that by which browsers obey a content type. */
  private static final Set<String> TRANSPORT =
      Set.of("content-type", "content-length", "x-content-type-options");

  static OpenApi read(Path file) {
    return new OpenApi(new YAMLMapper().readTree(file));
  }

  /** Such as {@code GET /products/{sku}}. */
  Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue().propertyNames().stream()
                .filter(METHODS::contains)
                .forEach(
                    method -> routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return routes;
  }

  /** All differences between an answer and its route's description. */
  List<String> violations(String route, HttpResponse<String> answer) {
    JsonNode response = response(route, answer.statusCode());
    if (response.isMissingNode()) {
      return List.of("the status " + answer.statusCode() + " is not in the document");
    }
    List<String> violations = headerViolations(response.path("headers"), answer);
    String type = answer.headers().firstValue("content-type").orElse("none");
    JsonNode media = response.path("content").path(type);
    if (media.isMissingNode()) {
      violations.add("the content type " + type + " is not in the document");
    } else if (!isBinary(media)) {
      violations.addAll(violations("body", media.path("schema"), answer.body()));
    }
    return violations;
  }

  /** Bytes, of which a schema tells no more. */
  private static boolean isBinary(JsonNode media) {
    return media.path("schema").path("format").asString("").equals("binary");
  }

  private List<String> headerViolations(JsonNode declared, HttpResponse<String> answer) {
    List<String> violations = new ArrayList<>();
    Set<String> sent = new HashSet<>(answer.headers().map().keySet());
    sent.removeAll(TRANSPORT);
    declared
        .properties()
        .forEach(entry -> {
          JsonNode header = resolve(entry.getValue());
          sent.remove(entry.getKey().toLowerCase(Locale.ROOT));
          var value = answer.headers().firstValue(entry.getKey());
          if (value.isPresent()) {
            String json = json(resolve(header.path("schema")), value.get());
            violations.addAll(violations(entry.getKey(), header.path("schema"), json));
          } else if (header.path("required").asBoolean()) {
            violations.add("the header " + entry.getKey() + " is missing");
          }
        });
    sent.forEach(name -> violations.add("the header " + name + " is not in the document"));
    return violations;
  }

  private static String json(JsonNode schema, String header) {
    return switch (schema.path("type").asString()) {
      case "boolean", "integer" -> header;
      default -> Json.string(header).toString();
    };
  }

  /** All violations of schemas by their examples. */
  List<String> exampleViolations() {
    List<String> violations = new ArrayList<>();
    for (String route : routes()) {
      operation(route)
          .path("responses")
          .properties()
          .forEach(response ->
              resolve(response.getValue())
                  .path("content")
                  .forEach(media -> {
                    String where = route + " " + response.getKey();
                    List<JsonNode> examples = new ArrayList<>();
                    media.path("examples").forEach(example -> examples.add(example.path("value")));
                    if (media.has("example")) {
                      examples.add(media.path("example"));
                    }
                    if (examples.isEmpty() && !isBinary(media)) {
                      violations.add(where + " has no example");
                    }
                    examples.forEach(it ->
                        violations.addAll(violations(where, media.path("schema"), it.toString())));
                  }));
    }
    return violations;
  }

  private List<String> violations(String what, JsonNode schema, String json) {
    ObjectNode whole = JsonMapper.shared().createObjectNode();
    whole.set("$defs", document.at("/components/schemas"));
    whole.putArray("allOf").add(schema);
    String referring = whole.toString().replace("#/components/schemas/", "#/$defs/");
    return JsonSchema.compile(parse(referring)).validate(parse(json)).stream()
        .map(violation -> what + violation.pointer() + " " + violation.message())
        .toList();
  }

  private static Json parse(String json) {
    return Json.parse(json.getBytes(UTF_8));
  }

  private JsonNode response(String route, int status) {
    return resolve(operation(route).path("responses").path(Integer.toString(status)));
  }

  private JsonNode operation(String route) {
    String method = route.substring(0, route.indexOf(' ')).toLowerCase(Locale.ROOT);
    return document.path("paths").path(path(route)).path(method);
  }

  private static String path(String route) {
    return route.substring(route.indexOf(' ') + 1);
  }

  /** Resolves a reference within the document; returns other nodes unchanged. */
  private JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isMissingNode()
        ? node
        : resolve(document.at(reference.asString().substring(1)));
  }
}

package dev.joinall.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Config;
import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.OpenApi;
import dev.joinall.openapi.ReadingPage;
import dev.joinall.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Answers {@code /openapi.yaml}, {@code /openapi.json} and {@code /docs} unless the file has such a
 * route. The pages are generated once for each version of the file, on the first request for one of
 * them, because those of a large file need much time and memory. Thread-safe.
 */
public final class Documentation implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Documentation.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final String YAML = "/openapi.yaml";
  private static final String JSON = "/openapi.json";
  private static final String READING = "/docs";
  private static final Set<String> PATHS = Set.of(YAML, JSON, READING);

  private final boolean enabled;
  private final String server;
  private final HttpHandler others;

  /** The pages by path. */
  private volatile Mono<Map<String, Page>> pages = Mono.just(Map.of());

  /**
   * One page.
   *
   * @param text must not be modified
   */
  private record Page(String type, JsonWriter text, Map<String, String> headers) {
    static Page of(String type, String text, Map<String, String> headers) {
      byte[] bytes = text.getBytes(UTF_8);
      return new Page(type, new JsonWriter(bytes.length).raw(bytes), headers);
    }

    /** A new answer for each request, because it has its own headers. */
    HttpAnswer answer() {
      HttpAnswer answer = HttpAnswer.of(200, type, text);
      headers.forEach(answer::with);
      return answer.with(HttpHeaders.CACHE_CONTROL, "no-cache");
    }
  }

  /**
   * Has no pages yet.
   *
   * @param server the address of the routes for clients: a path or a URL
   * @param others handles all other requests, and every request if the pages are disabled
   */
  public Documentation(boolean enabled, String server, HttpHandler others) {
    this.enabled = enabled;
    this.server = server;
    this.others = others;
  }

  /** Serves the pages of this file from now on. */
  public void show(Config config, List<Plan> plans) {
    pages =
        Mono.fromSupplier(() -> made(config, plans))
            .subscribeOn(Schedulers.boundedElastic()) // not on an event loop
            .cache();
  }

  /** On failure returns no pages, because the result is cached for later requests. */
  private Map<String, Page> made(Config config, List<Plan> plans) {
    try {
      return of(OpenApi.of(config, plans, server));
    } catch (RuntimeException | StackOverflowError e) {
      log.error(
          "The OpenAPI document of {} could not be generated; please report this",
          config.source().name(),
          e);
      return Map.of();
    }
  }

  private static Map<String, Page> of(OpenApi openApi) {
    return Map.of(
        YAML,
        Page.of("application/yaml", openApi.yaml(), Map.of()),
        JSON,
        Page.of(HttpAnswer.JSON, openApi.document().toString(), Map.of()),
        READING,
        Page.of(
            "text/html;charset=utf-8",
            ReadingPage.of(openApi),
            Map.of(
                "Content-Security-Policy",
                ReadingPage.POLICY,
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer")));
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    String path = request.getURI().getRawPath();
    if (!enabled || !PATHS.contains(path) || !METHODS.contains(request.getMethod().name())) {
      return others.handle(request, response);
    }
    var routeRequest = new SpringRequest(request);
    return pages.flatMap(all -> {
      Page page = all.get(path);
      return page == null
          ? others.handle(request, response)
          : ResponseWriter.write(
              EntityTag.validated(page.answer(), routeRequest),
              routeRequest,
              new SpringResponse(response));
    });
  }
}

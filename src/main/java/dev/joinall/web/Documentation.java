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

/**
 * Answers {@code /openapi.yaml}, {@code /openapi.json} and {@code /docs} unless the file has such a
 * route. The pages are made once for each version of the file. Thread-safe.
 */
public final class Documentation implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Documentation.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final boolean enabled;
  private final String server;
  private final HttpHandler others;
  private volatile Map<String, Page> pages = Map.of();

  /**
   * One page.
   *
   * @param text must not be written to any more
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
   * Without pages yet.
   *
   * @param server the address of the routes for clients: a path or a URL
   * @param others handles all other requests, and every request if the pages are disabled
   */
  public Documentation(boolean enabled, String server, HttpHandler others) {
    this.enabled = enabled;
    this.server = server;
    this.others = others;
  }

  /**
   * From now on, requests get the pages of this file. Never throws: a failure here must not stop
   * the routes.
   */
  public void show(Config config, List<Plan> plans) {
    try {
      pages = enabled ? of(OpenApi.of(config, plans, server)) : Map.of();
    } catch (RuntimeException e) {
      log.error(
          "The OpenAPI document of {} could not be generated; please report this",
          config.source().name(),
          e);
      pages = Map.of();
    }
  }

  private static Map<String, Page> of(OpenApi openApi) {
    return Map.of(
        "/openapi.yaml",
        Page.of("application/yaml", openApi.yaml(), Map.of()),
        "/openapi.json",
        Page.of(HttpAnswer.JSON, openApi.document().toString(), Map.of()),
        "/docs",
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
    Page page = pages.get(request.getURI().getRawPath());
    var asked = new SpringRequest(request);
    return page == null || !METHODS.contains(request.getMethod().name())
        ? others.handle(request, response)
        : ResponseWriter.write(
            EntityTag.validated(page.answer(), asked), asked, new SpringResponse(response));
  }
}

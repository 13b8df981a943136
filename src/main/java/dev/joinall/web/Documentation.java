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
import java.util.function.Supplier;
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
 * route. A page is made when it is first asked for, once for each version of the file: those of a
 * large file need much time and memory. Thread-safe.
 */
public final class Documentation implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Documentation.class);
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final boolean enabled;
  private final String server;
  private final HttpHandler others;
  private volatile Map<String, Mono<Page>> pages = Map.of();

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

  /** From now on, requests get the pages of this file. */
  public void show(Config config, List<Plan> plans) {
    pages = enabled ? of(config, () -> OpenApi.of(config, plans, server)) : Map.of();
  }

  private static Map<String, Mono<Page>> of(Config config, Supplier<OpenApi> openApi) {
    return Map.of(
        "/openapi.yaml",
        made(config, () -> Page.of("application/yaml", openApi.get().yaml(), Map.of())),
        "/openapi.json",
        made(config, () -> Page.of(HttpAnswer.JSON, openApi.get().document().toString(), Map.of())),
        "/docs",
        made(config, () -> readingPage(openApi.get())));
  }

  private static Page readingPage(OpenApi openApi) {
    return Page.of(
        "text/html;charset=utf-8",
        ReadingPage.of(openApi),
        Map.of(
            "Content-Security-Policy",
            ReadingPage.POLICY,
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer"));
  }

  /** Made once, and not on an event loop; empty if that fails. */
  private static Mono<Page> made(Config config, Supplier<Page> maker) {
    return Mono.fromSupplier(maker)
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorResume(e -> {
          log.error(
              "The OpenAPI document of {} could not be generated; please report this",
              config.source().name(),
              e);
          return Mono.empty();
        })
        .cache();
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    Mono<Page> page = pages.get(request.getURI().getRawPath());
    if (page == null || !METHODS.contains(request.getMethod().name())) {
      return others.handle(request, response);
    }
    var asked = new SpringRequest(request);
    return page.map(it -> EntityTag.validated(it.answer(), asked))
        .map(it -> ResponseWriter.write(it, asked, new SpringResponse(response)))
        .defaultIfEmpty(Mono.defer(() -> others.handle(request, response)))
        .flatMap(it -> it);
  }
}

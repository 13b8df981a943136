package dev.joinall.testing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

/**
 * Somebody else's HTTP API, with the latency of one: reviews, recommendations, loyalty cards and
 * shipping quotes of the demo shop. It runs on threads of its own, so that what it costs is not
 * mistaken for a cost of the product.
 *
 * <p>Safe for use by many threads.
 */
public final class ThirdPartyApi implements AutoCloseable {
  private static final long SEED = 42;
  private static final String JSON = "application/json";
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><title>Third-party API of the demo shop</title>
      <style>body { font: 16px/1.6 system-ui; max-width: 40em; margin: 3em auto }</style>
      <h1>Third-party API</h1>
      <p>A stand-in for the HTTP services that a shop buys from others. Try
      <ul>
      <li><a href="/reviews?sku=SKU-0001">/reviews?sku=SKU-0001</a>: a list, empty if unknown
      <li><a href="/recommendations/c-0001">/recommendations/c-0001</a>: 404 if unknown
      <li><a href="/loyalty/L-0001">/loyalty/L-0001</a>: 404 if the card was never activated
      <li><a href="/shipping?city=Berlin&amp;grams=2500">/shipping?city=Berlin&amp;grams=2500</a>:
          a quote
      </ul>
      """;

  private final LoopResources loops = LoopResources.create("third-party-api", 1, true);
  private final Scheduler timer = Schedulers.newSingle("third-party-timer", true);
  private final Random random = new Random(SEED);
  private final Map<String, String> reviews;
  private final Map<String, String> recommendations;
  private final Map<String, String> loyalty;
  private final DisposableServer server;
  private volatile Latency latency;

  private ThirdPartyApi(Path data, int port, Latency latency) {
    this.latency = latency;
    reviews = load(data.resolve("reviews.jsonl"), "sku", line -> line.get("reviews"));
    recommendations = load(data.resolve("recommendations.jsonl"), "customer", line -> line);
    loyalty = load(data.resolve("loyalty.jsonl"), "id", line -> line);
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .runOn(loops, false)
            .route(routes ->
                routes
                    .get("/", (request, response) -> page(response))
                    .get("/reviews", this::reviews)
                    .get("/recommendations/{customer}", this::recommendations)
                    .get("/loyalty/{id}", this::loyalty)
                    .get("/shipping", this::shipping))
            .bindNow();
  }

  /** Starts the API on a free port with the shop's data from a folder. */
  public static ThirdPartyApi start(Path data, Latency latency) {
    return new ThirdPartyApi(data, 0, latency);
  }

  /** {@code http://127.0.0.1:<port>}. */
  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Changes how long the answers from now on take. */
  public void latency(Latency latency) {
    this.latency = latency;
  }

  @Override
  public void close() {
    server.disposeNow();
    loops.dispose();
    timer.dispose();
  }

  private static Map<String, String> load(
      Path file, String key, Function<JsonNode, JsonNode> answer) {
    return JsonLines.read(file).stream()
        .collect(
            Collectors.toUnmodifiableMap(
                line -> line.get(key).asString(), line -> answer.apply(line).toString()));
  }

  private Publisher<Void> page(HttpServerResponse response) {
    return send(response, HttpResponseStatus.OK, "text/html; charset=utf-8", PAGE);
  }

  private Publisher<Void> reviews(HttpServerRequest request, HttpServerResponse response) {
    return later(response, reviews.getOrDefault(parameter(request, "sku"), "[]"));
  }

  private Publisher<Void> recommendations(HttpServerRequest request, HttpServerResponse response) {
    return found(response, recommendations, String.valueOf(request.param("customer")));
  }

  private Publisher<Void> loyalty(HttpServerRequest request, HttpServerResponse response) {
    return found(response, loyalty, String.valueOf(request.param("id")));
  }

  private Publisher<Void> shipping(HttpServerRequest request, HttpServerResponse response) {
    try {
      int grams = Integer.parseInt(parameter(request, "grams"));
      return later(response, ShippingQuote.of(parameter(request, "city"), grams).toJson());
    } catch (NumberFormatException e) {
      return send(response, HttpResponseStatus.BAD_REQUEST, JSON, "{\"error\": \"grams?\"}");
    }
  }

  private Publisher<Void> found(
      HttpServerResponse response, Map<String, String> answers, String key) {
    String answer = answers.get(key);
    return answer != null
        ? later(response, answer)
        : pause().then(send(response, HttpResponseStatus.NOT_FOUND, JSON, "{\"error\": \"?\"}"));
  }

  private Mono<Void> later(HttpServerResponse response, String json) {
    return pause().then(send(response, HttpResponseStatus.OK, JSON, json));
  }

  private Mono<Long> pause() {
    Latency current = latency;
    return current.equals(Latency.NONE) ? Mono.empty() : Mono.delay(current.draw(random), timer);
  }

  private static Mono<Void> send(
      HttpServerResponse response, HttpResponseStatus status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return response
        .status(status)
        .header(HttpHeaderNames.CONTENT_TYPE, type)
        .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(bytes.length))
        .sendByteArray(Mono.just(bytes))
        .then();
  }

  private static String parameter(HttpServerRequest request, String name) {
    return new QueryStringDecoder(request.uri())
        .parameters()
        .getOrDefault(name, List.of(""))
        .getFirst();
  }
}

package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A third-party HTTP API with its latency: reviews, recommendations, loyalty cards and shipping
 * quotes of the demo shop. It needs only a JDK, so that {@link Partners} can run it from its
 * source.
 *
 * <p>Thread-safe.
 */
public final class ThirdPartyApi implements AutoCloseable {
  private static final long SEED = 42;
  private static final int BACKLOG = 1024;
  private static final String JSON = "application/json";
  private static final String NOTHING = "{\"error\": \"?\"}";
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

  static {
    // Otherwise the head of an answer waits for the client's acknowledgement, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Random random = new Random(SEED);
  private final Map<String, String> reviews;
  private final Map<String, String> recommendations;
  private final Map<String, String> loyalty;
  private final HttpServer server;
  private volatile Latency latency;

  private ThirdPartyApi(Path data, InetSocketAddress address, Latency latency) throws IOException {
    this.latency = latency;
    reviews = load(data.resolve("reviews.jsonl"), "sku", line -> member(line, "reviews"));
    recommendations = load(data.resolve("recommendations.jsonl"), "customer", line -> line);
    loyalty = load(data.resolve("loyalty.jsonl"), "id", line -> line);
    server = HttpServer.create(address, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", get(exchange -> send(exchange, 200, "text/html", PAGE)));
    server.createContext("/reviews", get(this::reviews));
    server.createContext("/recommendations/", get(exchange -> found(exchange, recommendations)));
    server.createContext("/loyalty/", get(exchange -> found(exchange, loyalty)));
    server.createContext("/shipping", get(this::shipping));
    server.start();
  }

  /** Starts the API on a free port of loopback with the shop's data from a folder. */
  public static ThirdPartyApi start(Path data, Latency latency) {
    try {
      return new ThirdPartyApi(
          data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), latency);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it on a port of every interface. */
  static ThirdPartyApi start(Path data, Latency latency, int port) throws IOException {
    return new ThirdPartyApi(data, new InetSocketAddress(port), latency);
  }

  /** {@code http://127.0.0.1:<port>}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Sets the latency of further answers. */
  public void latency(Latency latency) {
    this.latency = latency;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static Map<String, String> load(Path file, String key, UnaryOperator<String> answer)
      throws IOException {
    Pattern value = Pattern.compile("\"" + key + "\": \"([^\"]*)\"");
    return Files.readAllLines(file).stream()
        .collect(Collectors.toUnmodifiableMap(line -> first(value, line), answer));
  }

  private static String first(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + pattern + " in " + line);
    }
    return matcher.group(1);
  }

  /** The value of an object's last member. */
  private static String member(String line, String name) {
    String start = "\"" + name + "\": ";
    return line.substring(line.indexOf(start) + start.length(), line.lastIndexOf('}'));
  }

  private static HttpHandler get(HttpHandler handler) {
    return exchange -> {
      try (exchange) {
        handler.handle(exchange);
      }
    };
  }

  private void reviews(HttpExchange exchange) throws IOException {
    later(exchange, 200, reviews.getOrDefault(parameter(exchange, "sku"), "[]"));
  }

  private void shipping(HttpExchange exchange) throws IOException {
    String grams = parameter(exchange, "grams");
    if (grams.matches("\\d{1,6}")) {
      var quote = ShippingQuote.of(parameter(exchange, "city"), Integer.parseInt(grams));
      later(exchange, 200, quote.toJson());
    } else {
      send(exchange, 400, JSON, "{\"error\": \"grams?\"}");
    }
  }

  /** Answers with the entry of the last path segment. */
  private void found(HttpExchange exchange, Map<String, String> answers) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String answer = answers.get(path.substring(path.lastIndexOf('/') + 1));
    later(exchange, answer == null ? 404 : 200, answer == null ? NOTHING : answer);
  }

  private void later(HttpExchange exchange, int status, String json) throws IOException {
    LockSupport.parkNanos(latency.draw(random).toNanos());
    send(exchange, status, JSON, json);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    boolean empty = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
    if (!empty) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String parameter(HttpExchange exchange, String name) {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    for (String argument : query.split("&", -1)) {
      if (argument.startsWith(name + "=")) {
        return URLDecoder.decode(argument.substring(name.length() + 1), UTF_8);
      }
    }
    return "";
  }
}

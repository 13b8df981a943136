package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls an issuer over HTTP, with bounds on the time and on the bytes. Follows no redirect. Blocks,
 * so it is for virtual threads. Thread-safe.
 */
final class BoundedHttp {
  /** The time limit of one exchange, including its connection and its body. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int MAX_BYTES = 1 << 20;

  private @Nullable HttpClient client;

  /**
   * A request that sends a form.
   *
   * @param form with encoded values
   */
  static HttpRequest.Builder form(URI to, String form) {
    return HttpRequest.newBuilder(to)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form));
  }

  /** The value of the header {@code Authorization} of a client (RFC 6749, 2.3.1). */
  static String basic(String clientId, String secret) {
    String client = encoded(clientId) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(client.getBytes(UTF_8));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /**
   * Returns the body of the response.
   *
   * @throws IOException if there is none in time, or its status is not 200
   */
  String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = exchange(request);
    if (response.statusCode() != 200) {
      throw new IOException("the issuer answers with " + response.statusCode());
    }
    return new String(response.body(), UTF_8);
  }

  /**
   * Returns the response, with any status.
   *
   * @throws IOException if there is none in time
   */
  HttpResponse<byte[]> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client()
            .sendAsync(
                request.timeout(TIMEOUT).build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer of the issuer within " + TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the issuer can't be reached", e.getCause());
    }
  }

  /** Created at the first call, because it starts a thread. */
  private synchronized HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(Executors.newVirtualThreadPerTaskExecutor())
              .build();
      client = made;
    }
    return made;
  }
}

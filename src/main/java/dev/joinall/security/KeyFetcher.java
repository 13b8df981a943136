package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.joinall.config.CallerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gets the keys of an issuer over HTTP, with bounds on the time and on the bytes. Follows no
 * redirect. Blocks, so it runs on a virtual thread; used by one thread at a time.
 */
final class KeyFetcher {
  /** Of one exchange, including its connection and its body. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int MAX_BYTES = 1 << 20;
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final CallerConfig.Jwt config;
  private @Nullable HttpClient client;

  KeyFetcher(CallerConfig.Jwt config) {
    this.config = config;
  }

  /** The keys now. */
  KeySet fetch() throws IOException, InterruptedException {
    try {
      URI keys = config.jwks().isPresent() ? config.jwks().get() : discovered();
      KeySet read = KeySet.parse(get(keys));
      if (read.keys().isEmpty()) {
        throw new IOException("the issuer has no key that can verify a token");
      }
      return read;
    } catch (ParseException e) {
      throw new IOException("the answer of the issuer can't be read", e);
    }
  }

  /** OpenID Connect Discovery 1.0, 4. */
  private URI discovered() throws IOException, InterruptedException, ParseException {
    String issuer = config.issuer();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Map<String, Object> document = JSONObjectUtils.parse(get(URI.create(base + DISCOVERY)));
    if (!issuer.equals(JSONObjectUtils.getString(document, "issuer"))) {
      throw new IOException("the issuer's configuration names another issuer");
    }
    URI keys = JSONObjectUtils.getURI(document, "jwks_uri");
    if (keys == null || keys.getHost() == null || !isSafe(keys)) {
      throw new IOException("the issuer's configuration names no https URL of its keys");
    }
    return keys;
  }

  private static boolean isSafe(URI url) {
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost()));
  }

  private String get(URI url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url).timeout(TIMEOUT).header("accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("the issuer answers with " + response.statusCode());
      }
      return new String(response.body(), UTF_8);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer of the issuer within " + TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the issuer can't be reached", e.getCause());
    }
  }

  private HttpClient client() {
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

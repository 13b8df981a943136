package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.joinall.config.OAuth2Config;
import dev.joinall.config.OAuth2Config.ClientAuth;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Requests tokens from an authorization server: tokens of the client itself (RFC 6749, 4.4), or in
 * exchange for a caller's token (RFC 8693). Blocks, so it is for virtual threads. Thread-safe.
 */
final class TokenEndpoint {
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /**
   * Used if the response does not declare the life (RFC 6749, 5.1); short, because it is a guess.
   */
  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(1);

  private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

  /** The syntax of a token in a header (RFC 6750, 2.1). */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");
  private static final int MAX_TOKEN = 16 << 10;

  private final OAuth2Config config;
  private final BoundedHttp exchanges = new BoundedHttp();

  TokenEndpoint(OAuth2Config config) {
    this.config = config;
  }

  /**
   * A newly issued token.
   *
   * @param lifetime from now
   */
  record Issued(String token, Duration lifetime) {
    /** Omits the token. */
    @Override
    public String toString() {
      return "a token for " + lifetime;
    }
  }

  /** The server refuses to issue a token; a repeated request would fail as well. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  /**
   * Makes one request.
   *
   * @param subject the token to exchange; empty for a token of the client
   */
  Issued issue(Optional<String> subject) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = exchanges.exchange(request(subject));
    String body = new String(response.body(), UTF_8);
    try {
      return switch (response.statusCode()) {
        case 200 -> issued(JSONObjectUtils.parse(body));
        case 400, 401, 403 -> throw new Refusal("the token endpoint refuses" + error(body));
        default -> throw new IOException("the token endpoint answers " + response.statusCode());
      };
    } catch (ParseException | IllegalArgumentException e) {
      throw new IOException("the answer of the token endpoint can't be read");
    }
  }

  private HttpRequest.Builder request(Optional<String> subject) {
    Map<String, String> form = new LinkedHashMap<>();
    if (subject.isPresent()) {
      form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
      form.put("subject_token", subject.get());
      form.put("subject_token_type", ACCESS_TOKEN);
      form.put("requested_token_type", ACCESS_TOKEN);
    } else {
      form.put("grant_type", "client_credentials");
    }
    if (!config.scopes().isEmpty()) {
      form.put("scope", String.join(" ", config.scopes()));
    }
    config.audience().ifPresent(it -> form.put("audience", it));
    config.resource().ifPresent(it -> form.put("resource", it));
    boolean isPost = config.clientAuth() == ClientAuth.POST;
    if (isPost) {
      form.put("client_id", config.clientId());
      form.put("client_secret", config.clientSecret());
    }
    HttpRequest.Builder request =
        BoundedHttp.form(
            config.tokenUrl(),
            form.entrySet().stream()
                .map(it -> it.getKey() + "=" + BoundedHttp.encoded(it.getValue()))
                .collect(Collectors.joining("&")));
    return isPost
        ? request
        : request.header(
            "authorization", BoundedHttp.basic(config.clientId(), config.clientSecret()));
  }

  private static Issued issued(Map<String, Object> answer) throws ParseException, IOException {
    String token = JSONObjectUtils.getString(answer, "access_token");
    if (token == null || token.length() > MAX_TOKEN || !TOKEN.matcher(token).matches()) {
      throw new IOException("the answer of the token endpoint has no token");
    }
    String type = JSONObjectUtils.getString(answer, "token_type");
    if (type != null && !type.equalsIgnoreCase("Bearer") && !type.equalsIgnoreCase("N_A")) {
      throw new IOException("the token endpoint returned no bearer token");
    }
    return new Issued(token, lifetime(answer.get("expires_in")));
  }

  /** Reads the life; some servers send it as a text. */
  private static Duration lifetime(@Nullable Object expiresIn) {
    try {
      long seconds =
          switch (expiresIn) {
            case Number number -> number.longValue();
            case String text -> Long.parseLong(text);
            case null, default -> DEFAULT_LIFETIME.toSeconds();
          };
      return Duration.ofSeconds(Math.clamp(seconds, 0, MAX_SECONDS));
    } catch (NumberFormatException e) {
      return DEFAULT_LIFETIME;
    }
  }

  /** The error code (RFC 6749, 5.2), which contains no secret. */
  private static String error(String body) {
    try {
      String code = JSONObjectUtils.getString(JSONObjectUtils.parse(body), "error");
      return code != null && ERROR.matcher(code).matches() ? ": " + code : "";
    } catch (ParseException | IllegalArgumentException e) {
      return "";
    }
  }
}

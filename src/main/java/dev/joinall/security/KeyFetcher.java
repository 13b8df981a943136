package dev.joinall.security;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.joinall.config.CallerConfig;
import dev.joinall.config.IssuerUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.text.ParseException;
import java.util.Map;

/**
 * Fetches the keys of an issuer over HTTP, with bounds on the time and on the bytes. Blocks, so it
 * runs on a virtual thread; used by one thread at a time.
 */
final class KeyFetcher {
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final CallerConfig.Jwt config;
  private final BoundedHttp exchanges = new BoundedHttp();

  KeyFetcher(CallerConfig.Jwt config) {
    this.config = config;
  }

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

  /** Finds the URL of the keys (OpenID Connect Discovery 1.0, 4). */
  private URI discovered() throws IOException, InterruptedException, ParseException {
    String issuer = config.issuer();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Map<String, Object> document = JSONObjectUtils.parse(get(URI.create(base + DISCOVERY)));
    if (!issuer.equals(JSONObjectUtils.getString(document, "issuer"))) {
      throw new IOException("the issuer's configuration names another issuer");
    }
    URI keys = JSONObjectUtils.getURI(document, "jwks_uri");
    if (keys == null || !IssuerUrl.isSafe(keys)) {
      throw new IOException("the issuer's configuration names no https URL of its keys");
    }
    return keys;
  }

  private String get(URI url) throws IOException, InterruptedException {
    return exchanges.send(HttpRequest.newBuilder(url).header("accept", "application/json"));
  }
}

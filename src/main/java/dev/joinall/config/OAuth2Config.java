package dev.joinall.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A client of an authorization server, which gets tokens for a backend.
 *
 * @param tokenUrl the token endpoint
 * @param clientAuth how the client authenticates there
 * @param scopes the requested scopes; empty for the default of the server
 * @param audience the audience of the token
 * @param resource the resource of the token (RFC 8707)
 * @param exchange whether the token of the caller is exchanged (RFC 8693); otherwise the client
 *     gets its own token (RFC 6749, 4.4)
 */
public record OAuth2Config(
    URI tokenUrl,
    String clientId,
    String clientSecret,
    ClientAuth clientAuth,
    List<String> scopes,
    Optional<String> audience,
    Optional<String> resource,
    boolean exchange) {
  /** How a client authenticates (RFC 6749, 2.3.1). */
  public enum ClientAuth {
    /** In the header {@code Authorization}. */
    BASIC,
    /** In the form. */
    POST
  }

  /** The owner of the exchanged token. */
  private enum Subject {
    CALLER
  }

  public OAuth2Config {
    scopes = List.copyOf(scopes);
  }

  /** Reads the mapping; empty if a required key is missing or wrong. */
  public static Optional<OAuth2Config> read(Fields fields) {
    Optional<Tree> written =
        fields.required("token-url", "for example token-url: https://id.example.com/token");
    Optional<URI> url =
        written.flatMap(it ->
            fields
                .text("token-url")
                .flatMap(at -> IssuerUrl.read(at, "a token endpoint", it, fields.problems())));
    Optional<String> id = required("client-id", "for example client-id: shop", fields);
    Optional<String> secret = required("client-secret", "for example \"${secret.client}\"", fields);
    ClientAuth auth = fields.oneOf("client-auth", ClientAuth.class, ClientAuth.BASIC);
    List<String> scopes = scopes(fields);
    Optional<String> audience = fields.text("audience");
    Optional<String> resource = fields.text("resource");
    boolean exchange = fields.tree("exchange").isPresent();
    if (exchange) {
      var _ = fields.oneOf("exchange", Subject.class, Subject.CALLER);
    }
    fields.done();
    return url.isEmpty() || id.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OAuth2Config(
                url.get(), id.get(), secret.get(), auth, scopes, audience, resource, exchange));
  }

  private static Optional<String> required(String key, String hint, Fields fields) {
    return fields.required(key, hint).flatMap(it -> fields.text(key));
  }

  private static List<String> scopes(Fields fields) {
    return fields.texts(
        "scopes",
        it -> SecurityReader.SCOPE.matcher(it).matches(),
        "no scope",
        "a scope is a word without spaces, quotes and backslashes; write a list");
  }

  /** The note for {@code explain}. */
  public String note() {
    String host = tokenUrl.getHost();
    return exchange
        ? "OAuth 2.0: the caller's token is exchanged at " + host
        : "OAuth 2.0: a token of the client " + clientId + " from " + host;
  }

  /** Omits the secret. */
  @Override
  public String toString() {
    return note();
  }
}

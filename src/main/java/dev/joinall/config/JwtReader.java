package dev.joinall.config;

import dev.joinall.config.CallerConfig.Dpop;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code jwt} and {@code introspection} of a group of callers. */
record JwtReader(Problems problems) {
  /**
   * Algorithms with a private key. A signature with a shared secret could be forged by any server
   * that can verify it.
   */
  static final Set<String> ALGORITHMS =
      new LinkedHashSet<>(
          List.of(
              "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
              "EdDSA"));

  Optional<CallerConfig> read(String name, Tree where, Fields fields) {
    Optional<Tree> issuer =
        fields.required("issuer", "the \"iss\" of the tokens, such as https://id.example.com");
    Optional<String> text = fields.text("issuer");
    text.ifPresent(it -> url(it, "an issuer", issuer.orElseThrow()));
    Optional<URI> jwks =
        fields
            .tree("jwks")
            .flatMap(it -> fields.text("jwks").flatMap(at -> url(at, "a set of keys", it)));
    var _ =
        fields.required(
            "audience", "the \"aud\" of the tokens for this API; others would be accepted as well");
    List<String> audience = fields.texts("audience");
    Set<String> algorithms = algorithms(fields);
    var skew = fields.duration("clock-skew", CallerConfig.Jwt.DEFAULT_SKEW);
    List<String> scopes = scopes(fields);
    Dpop dpop = fields.oneOf("dpop", Dpop.class, Dpop.ALLOWED);
    fields.done();
    return text.map(it ->
        new CallerConfig.Jwt(name, where, it, jwks, audience, algorithms, skew, scopes, dpop));
  }

  Optional<CallerConfig> introspection(String name, Tree where, Fields fields) {
    Optional<Tree> written =
        fields.required("url", "for example url: https://id.example.com/introspect");
    Optional<URI> url =
        written.flatMap(
            it -> fields.text("url").flatMap(at -> url(at, "an introspection endpoint", it)));
    var _ = fields.required("client", "client: { id: shop, secret: \"${secret.client}\" }");
    Optional<Fields> client = fields.nested("client", "client: { id: ..., secret: ... }");
    Optional<String> id = client.flatMap(it -> required("id", it));
    Optional<String> secret = client.flatMap(it -> required("secret", it));
    client.ifPresent(Fields::done);
    List<String> audience = fields.texts("audience");
    List<String> scopes = scopes(fields);
    Dpop dpop = fields.oneOf("dpop", Dpop.class, Dpop.ALLOWED);
    fields.done();
    return url.isEmpty() || id.isEmpty() || secret.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CallerConfig.Introspection(
                name, where, url.get(), id.get(), secret.get(), audience, scopes, dpop));
  }

  private static Optional<String> required(String key, Fields fields) {
    var _ = fields.required(key, "");
    return fields.text(key);
  }

  private static List<String> scopes(Fields fields) {
    return fields.text("scopes").map(it -> List.of(it.split("\\.", -1))).orElse(List.of());
  }

  private Set<String> algorithms(Fields fields) {
    Set<String> read = new LinkedHashSet<>();
    for (Tree it : fields.items("algorithms")) {
      Optional<String> word = fields.text(it);
      word.filter(ALGORITHMS::contains).ifPresent(read::add);
      word.filter(text -> !ALGORITHMS.contains(text))
          .ifPresent(text ->
              problems.add(
                  it,
                  "\"" + text + "\" is no algorithm of tokens here",
                  "one of " + String.join(", ", ALGORITHMS)));
    }
    return read;
  }

  private Optional<URI> url(String text, String whose, Tree where) {
    return IssuerUrl.read(text, whose, where, problems);
  }
}

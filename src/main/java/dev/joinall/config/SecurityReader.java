package dev.joinall.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code security}: the groups of callers, and the trusted proxies. */
record SecurityReader(Problems problems) {
  /** A scope token (RFC 6749, 3.3). */
  static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]+");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final int MAX_CALLERS = 100;
  private static final int MAX_KEYS = 1_000;
  private static final String EXAMPLE =
      "for example app: { jwt: { issuer: \"https://id.example.com\", audience: shop } }";

  SecurityConfig read(Tree tree) {
    var fields = new Fields(tree, problems);
    var _ = fields.required("callers", "callers: { name: { jwt: ... } }");
    Map<String, CallerConfig> callers = new LinkedHashMap<>();
    fields
        .entries("callers", MAX_CALLERS, "let more callers share a group")
        .forEach((name, it) -> {
          checkName(name, it);
          caller(name, new Fields(it, problems)).ifPresent(read -> callers.put(name, read));
        });
    List<AddressRange> proxies = new AddressRangesReader(problems).read("trusted-proxies", fields);
    fields.done();
    return new SecurityConfig(tree, callers, proxies);
  }

  private void checkName(String name, Tree where) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          where,
          "\"" + name + "\" can't be a name here",
          "a letter, then letters, digits, - and _");
    }
  }

  private Optional<CallerConfig> caller(String name, Fields fields) {
    Optional<Fields> jwt = fields.nested("jwt", "jwt: { issuer: ..., audience: ... }");
    Optional<Fields> key = fields.nested("api-key", "api-key: { keys: { acme: { sha256: ... } } }");
    Optional<Fields> introspection =
        fields.nested(
            "introspection", "introspection: { url: ..., client: { id: ..., secret: ... } }");
    Optional<Fields> mtls = fields.nested("mtls", "mtls: { subjects: [\"CN=batch,O=Shop\"] }");
    fields.done();
    if (Stream.of(jwt, key, introspection, mtls).filter(Optional::isPresent).count() > 1) {
      problems.add(fields.mapping(), "a caller has one kind of credential", "declare two callers");
    }
    if (jwt.isEmpty() && key.isEmpty() && introspection.isEmpty() && mtls.isEmpty()) {
      problems.add(
          fields.mapping(),
          "\"jwt\", \"api-key\", \"introspection\" or \"mtls\" is missing",
          EXAMPLE);
    }
    Tree where = fields.mapping();
    var tokens = new JwtReader(problems);
    Optional<CallerConfig> byToken = jwt.flatMap(it -> tokens.read(name, where, it));
    Optional<CallerConfig> byIntrospection =
        introspection.flatMap(it -> tokens.introspection(name, where, it));
    Optional<CallerConfig> byKey = key.map(it -> apiKey(name, where, it));
    Optional<CallerConfig> byCertificate =
        mtls.map(it -> new MtlsReader(problems).read(name, where, it));
    return byToken.or(() -> byIntrospection).or(() -> byKey).or(() -> byCertificate);
  }

  private CallerConfig apiKey(String name, Tree where, Fields fields) {
    String header =
        fields
            .text("header")
            .map(it -> it.toLowerCase(Locale.ROOT))
            .orElse(CallerConfig.ApiKey.DEFAULT_HEADER);
    if (!HeaderRules.isName(header) || HeaderRules.OWN.contains(header) || isReserved(header)) {
      problems.add(
          fields.tree("header").orElse(where),
          "an API key can't be in the header " + header,
          "for example header: X-API-Key");
    }
    var _ = fields.required("keys", "keys: { acme: { sha256: ... } }");
    Map<String, CallerConfig.Key> keys = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>();
    fields
        .entries("keys", MAX_KEYS, "let more callers share a key")
        .forEach((owner, it) -> {
          checkName(owner, it);
          key(new Fields(it, problems))
              .ifPresent(read -> {
                String other = owners.putIfAbsent(read.sha256(), owner);
                if (other != null) {
                  problems.add(it, "\"" + other + "\" has the same key", "give each its own");
                }
                keys.put(owner, read);
              });
        });
    fields.done();
    return new CallerConfig.ApiKey(name, where, header, keys);
  }

  /** Whether other types of credentials use this header. */
  private static boolean isReserved(String header) {
    return header.equals("authorization") || header.equals("cookie");
  }

  private Optional<CallerConfig.Key> key(Fields fields) {
    String hint = "the SHA-256 of the key in 64 hex digits: printf %s \"$KEY\" | sha256sum";
    Optional<Tree> written = fields.required("sha256", hint);
    Optional<String> hash = fields.text("sha256").map(String::strip);
    boolean valid = hash.filter(it -> SHA256.matcher(it).matches()).isPresent();
    if (hash.isPresent() && !valid) {
      problems.add(written.orElseThrow(), "expected a SHA-256 in 64 hex digits", hint);
    }
    List<String> scopes = fields.texts("scopes");
    fields.done();
    return valid
        ? Optional.of(new CallerConfig.Key(hash.get().toLowerCase(Locale.ROOT), scopes))
        : Optional.empty();
  }
}

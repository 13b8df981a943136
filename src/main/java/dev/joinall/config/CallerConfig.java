package dev.joinall.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One group of callers, and their type of credential. */
public sealed interface CallerConfig {
  String name();

  /** The declaration, with its variables expanded. */
  Tree where();

  /** Whether its tokens must be bound to a key. */
  default boolean needsProof() {
    return false;
  }

  /** Whether tokens must be bound to a key, which each request proves to possess (RFC 9449). */
  enum Dpop {
    /** A bound token needs its proof. */
    ALLOWED,
    REQUIRED
  }

  /**
   * Callers with a signed token (RFC 7519) in the header {@code Authorization}.
   *
   * @param issuer the exact {@code iss} of the tokens
   * @param jwks the URL of the issuer's keys; empty for discovery
   * @param audience a token must name one of them
   * @param algorithms the accepted algorithms; empty for all that fit the key
   * @param clockSkew the accepted difference between the clocks
   * @param scopes the path of the claim that lists the scopes; empty for the default claims
   */
  record Jwt(
      String name,
      Tree where,
      String issuer,
      Optional<URI> jwks,
      List<String> audience,
      Set<String> algorithms,
      Duration clockSkew,
      List<String> scopes,
      Dpop dpop)
      implements CallerConfig {
    /** Synchronized clocks differ by less. */
    static final Duration DEFAULT_SKEW = Duration.ofSeconds(30);

    public Jwt {
      audience = List.copyOf(audience);
      algorithms = Set.copyOf(algorithms);
      scopes = List.copyOf(scopes);
    }

    @Override
    public boolean needsProof() {
      return dpop == Dpop.REQUIRED;
    }
  }

  /**
   * Callers with a secret key in a header of their requests.
   *
   * @param header its name, in lower case
   * @param keys by the name of the caller
   */
  record ApiKey(String name, Tree where, String header, Map<String, Key> keys)
      implements CallerConfig {
    static final String DEFAULT_HEADER = "x-api-key";

    public ApiKey {
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }
  }

  /**
   * Callers with a token in the header {@code Authorization} that its issuer validates by
   * introspection (RFC 7662).
   *
   * @param clientId the id with which this server authenticates at the issuer
   * @param audience a token must name one of them; empty for any
   * @param scopes the path of the member that lists the scopes; empty for the default one
   */
  record Introspection(
      String name,
      Tree where,
      URI url,
      String clientId,
      String clientSecret,
      List<String> audience,
      List<String> scopes,
      Dpop dpop)
      implements CallerConfig {
    public Introspection {
      audience = List.copyOf(audience);
      scopes = List.copyOf(scopes);
    }

    @Override
    public boolean needsProof() {
      return dpop == Dpop.REQUIRED;
    }

    /** Omits the secret. */
    @Override
    public String toString() {
      return "the caller " + name;
    }
  }

  /**
   * Callers with a certificate, which the TLS of this server has verified.
   *
   * @param subjects the first matching one determines the caller
   * @param scopes of all callers
   */
  record Mtls(String name, Tree where, List<Subject> subjects, List<String> scopes)
      implements CallerConfig {
    public Mtls {
      subjects = List.copyOf(subjects);
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * The name in a certificate.
   *
   * @param written as in the file
   * @param value canonical for a distinguished name
   */
  record Subject(String written, Form form, String value) {
    /** The whole subject, or an alternative name of this type. */
    public enum Form {
      DN,
      DNS,
      URI,
      EMAIL
    }
  }

  /**
   * One key.
   *
   * @param sha256 its hash, in 64 hex digits of lower case
   */
  record Key(String sha256, List<String> scopes) {
    public Key {
      scopes = List.copyOf(scopes);
    }
  }
}

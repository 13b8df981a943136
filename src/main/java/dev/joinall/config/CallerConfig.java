package dev.joinall.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One group of callers, and the credential by which the server recognizes them. */
public sealed interface CallerConfig {
  String name();

  /** The declaration, with its variables expanded. */
  Tree where();

  /** Whether its tokens have to be bound to a key. */
  default boolean needsProof() {
    return false;
  }

  /** Whether tokens have to be bound to a key, of which each request has a proof (RFC 9449). */
  enum Dpop {
    /** One that is bound needs its proof. */
    ALLOWED,
    REQUIRED
  }

  /**
   * Callers with a signed token (RFC 7519) in the header {@code Authorization}.
   *
   * @param issuer the exact {@code iss} of the tokens
   * @param jwks the URL of the issuer's keys; empty if it is found by discovery
   * @param audience a token must name one of them
   * @param algorithms those that are accepted; empty for all that fit the key
   * @param clockSkew the accepted difference between the clocks
   * @param scopes the path of the claim that lists the scopes; empty for the usual claims
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
    /** Clocks that are synchronized differ by less. */
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
   * @param keys by the caller's name
   */
  record ApiKey(String name, Tree where, String header, Map<String, Key> keys)
      implements CallerConfig {
    static final String DEFAULT_HEADER = "x-api-key";

    public ApiKey {
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }
  }

  /**
   * Callers with a token whose issuer tells what it is (RFC 7662), in the header {@code
   * Authorization}.
   *
   * @param clientId by which this server authenticates there
   * @param audience a token must name one of them; empty for any
   * @param scopes the path of the member that lists the scopes; empty for the usual one
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

    /** Without the secret. */
    @Override
    public String toString() {
      return "the caller " + name;
    }
  }

  /**
   * Callers with a certificate, which the TLS of this server has verified.
   *
   * @param subjects the first one that fits is the caller
   * @param scopes of all of them
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
   * @param written in the file
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

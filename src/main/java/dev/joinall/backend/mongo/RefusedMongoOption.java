package dev.joinall.backend.mongo;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import java.util.Map;
import java.util.Optional;

/**
 * Options of the driver that are not allowed, with an alternative.
 *
 * @param name as in MongoDB's documentation
 */
record RefusedMongoOption(String name, String hint) {
  private static final String CHECKED =
      "a server's certificate is always checked; declare its CA: tls: { ca: ca.pem }";

  private static final String SIZE =
      "the driver allocates the size that a compressed reply declares";

  private static final Map<String, String> HINTS =
      WordTable.of(
          each(CHECKED, "tlsInsecure tlsAllowInvalidCertificates tlsAllowInvalidHostnames"),
          each(CHECKED, "tlsDisableOCSPEndpointCheck tlsDisableCertificateRevocationCheck"),
          each(CHECKED, "sslInvalidHostNameAllowed"),
          each("write tls", "ssl"),
          each("write w=1", "safe"),
          each(SIZE, "compressors zlibCompressionLevel"),
          each("write the key pool: { max: ... }", "maxPoolSize"),
          each("connections are opened as they are needed", "minPoolSize maxConnecting"),
          each("write the key pool: { acquire-timeout: ... }", "waitQueueTimeoutMS"),
          each("write the key pool: { idle: ... }", "maxIdleTimeMS"),
          each("write the key pool: { life: ... }", "maxLifeTimeMS"),
          each("write the key timeout", "timeoutMS socketTimeoutMS connectTimeoutMS"),
          each("write the key timeout", "serverSelectionTimeoutMS"));

  static Optional<RefusedMongoOption> of(String name) {
    return HINTS.entrySet().stream()
        .filter(it -> it.getKey().equalsIgnoreCase(name))
        .map(it -> new RefusedMongoOption(it.getKey(), it.getValue()))
        .findFirst();
  }
}

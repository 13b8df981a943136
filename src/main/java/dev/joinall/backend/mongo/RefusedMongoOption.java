package dev.joinall.backend.mongo;

import java.util.List;
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

  private static final List<RefusedMongoOption> ALL =
      List.of(
          new RefusedMongoOption("tlsInsecure", CHECKED),
          new RefusedMongoOption("tlsAllowInvalidCertificates", CHECKED),
          new RefusedMongoOption("tlsAllowInvalidHostnames", CHECKED),
          new RefusedMongoOption("tlsDisableOCSPEndpointCheck", CHECKED),
          new RefusedMongoOption("tlsDisableCertificateRevocationCheck", CHECKED),
          new RefusedMongoOption("sslInvalidHostNameAllowed", CHECKED),
          new RefusedMongoOption("ssl", "write tls"),
          new RefusedMongoOption("safe", "write w=1"),
          new RefusedMongoOption("compressors", SIZE),
          new RefusedMongoOption("zlibCompressionLevel", SIZE),
          new RefusedMongoOption("maxPoolSize", "write the key pool: { max: ... }"),
          new RefusedMongoOption("minPoolSize", "connections are opened as they are needed"),
          new RefusedMongoOption("maxConnecting", "connections are opened as they are needed"),
          new RefusedMongoOption(
              "waitQueueTimeoutMS", "write the key pool: { acquire-timeout: ... }"),
          new RefusedMongoOption("maxIdleTimeMS", "write the key pool: { idle: ... }"),
          new RefusedMongoOption("maxLifeTimeMS", "write the key pool: { life: ... }"),
          new RefusedMongoOption("timeoutMS", "write the key timeout"),
          new RefusedMongoOption("socketTimeoutMS", "write the key timeout"),
          new RefusedMongoOption("connectTimeoutMS", "write the key timeout"),
          new RefusedMongoOption("serverSelectionTimeoutMS", "write the key timeout"));

  static Optional<RefusedMongoOption> of(String name) {
    return ALL.stream().filter(it -> it.name.equalsIgnoreCase(name)).findFirst();
  }
}

package com.example.joinall.kafka;

import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import java.util.List;
import java.util.Optional;

/**
 * The options of a Kafka backend.
 *
 * @param login of SASL; no authentication if empty
 */
record KafkaOptions(Acks acks, Compression compression, Optional<Login> login)
    implements BackendOptions {
  /** Which brokers must have a record before it counts as published. */
  enum Acks {
    /** All in-sync replicas; the producer is idempotent. */
    ALL,
    /** The leader of the partition; the producer sends each record once. */
    LEADER
  }

  /** Compression without native libraries. */
  enum Compression {
    NONE,
    GZIP
  }

  /** Mechanisms of SASL. */
  enum Mechanism {
    SCRAM_SHA_512,
    SCRAM_SHA_256,
    PLAIN;

    String word() {
      return name().replace('_', '-');
    }
  }

  /** A user, the password, and how it is proved. */
  record Login(String user, String password, Mechanism mechanism) {
    @Override
    public String toString() {
      return "Login[" + user + ", " + mechanism.word() + "]";
    }
  }

  static KafkaOptions read(Fields backend) {
    Optional<String> user = backend.text("user");
    Optional<String> password = backend.text("password");
    Mechanism mechanism = backend.oneOf("mechanism", Mechanism.class, Mechanism.SCRAM_SHA_512);
    if (user.isPresent() != password.isPresent()) {
      backend
          .problems()
          .add(backend.mapping(), "user and password go together", "write both, or none");
    }
    return new KafkaOptions(
        backend.oneOf("acks", Acks.class, Acks.ALL),
        backend.oneOf("compression", Compression.class, Compression.NONE),
        user.flatMap(it -> password.map(secret -> new Login(it, secret, mechanism))));
  }

  /** All calls share the connections of one producer. */
  @Override
  public boolean multiplexes() {
    return true;
  }

  @Override
  public List<String> notes() {
    return List.of(
        acks == Acks.ALL ? "acks all, idempotent" : "acks leader",
        login.map(it -> "SASL " + it.mechanism().word()).orElse("without a login"));
  }
}

package com.example.joinall.kafka;

import dev.joinall.backend.EventLoops;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The settings of the clients of one backend; every wait of a client is bounded. Immutable. */
final class ClientSettings {
  private static final String RECONNECT_MILLIS = "100";
  private static final String RECONNECT_MAX_MILLIS = "1000";

  private final BackendConfig config;
  private final KafkaOptions options;
  private final Map<String, Object> common = new HashMap<>();

  ClientSettings(BackendConfig config, EventLoops loops) {
    this.config = config;
    this.options = (KafkaOptions) config.options();
    common.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
    common.put(CommonClientConfigs.CLIENT_ID_CONFIG, "joinall-" + config.name());
    common.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
    common.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MILLIS);
    common.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis());
    common.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) millis());
    common.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, (long) millis());
    // No bean of JMX for each client, and no metrics for the broker's operator.
    common.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    common.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    secure(loops);
  }

  private List<String> bootstrap() {
    return Brokers.of(config.address()).stream().map(ClientSettings::text).toList();
  }

  private static String text(InetSocketAddress broker) {
    String host = broker.getHostString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + broker.getPort();
  }

  private int millis() {
    return Math.toIntExact(Math.max(1, config.longestCall().toMillis()));
  }

  private void secure(EventLoops loops) {
    boolean tls = Brokers.useTls(config.address());
    Optional<KafkaOptions.Login> login = options.login();
    String protocol = (login.isPresent() ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT");
    common.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
    if (tls) {
      common.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, TlsEngines.class);
      common.put(TlsEngines.CONTEXT, loops.tls(config));
    }
    login.ifPresent(it -> {
      common.put(SaslConfigs.SASL_MECHANISM, it.mechanism().word());
      common.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(jaas(it)));
    });
  }

  private static String jaas(KafkaOptions.Login login) {
    String module =
        login.mechanism() == KafkaOptions.Mechanism.PLAIN
            ? "org.apache.kafka.common.security.plain.PlainLoginModule"
            : "org.apache.kafka.common.security.scram.ScramLoginModule";
    return "%s required username=%s password=%s;"
        .formatted(module, quoted(login.user()), quoted(login.password()));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /**
   * A record that is not confirmed within the longest timeout of a call is given up. With {@code
   * acks: all} the producer is idempotent: it sends again what may be lost, and the broker drops
   * what it has already.
   */
  Map<String, Object> producer() {
    Map<String, Object> settings = new HashMap<>(common);
    boolean all = options.acks() == KafkaOptions.Acks.ALL;
    settings.put(ProducerConfig.ACKS_CONFIG, all ? "all" : "1");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, all);
    if (!all) {
      settings.put(ProducerConfig.RETRIES_CONFIG, 0);
    }
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, Fields.name(options.compression()));
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) millis());
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return settings;
  }

  /** Of the client that checks health and topics. */
  Map<String, Object> admin() {
    Map<String, Object> settings = new HashMap<>(common);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis());
    return settings;
  }
}

package com.example.joinall.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker inside this JVM, which is its own controller. Without a login everything is
 * allowed; the user {@code ann} with the password {@code secret} has no permissions.
 */
public final class KafkaBroker implements AutoCloseable {
  static final String TOPIC = "orders";
  static final String SMALL = "small-records";

  private static final String OWN_LINES =
      """
      process.roles=broker,controller
      node.id=1
      controller.quorum.voters=1@127.0.0.1:%3$d
      listeners=PLAINTEXT://127.0.0.1:%1$d,SASL_PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
      advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SASL_PLAINTEXT://127.0.0.1:%2$d
      listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
      controller.listener.names=CONTROLLER
      inter.broker.listener.name=PLAINTEXT
      log.dirs=%4$s
      auto.create.topics.enable=false
      offsets.topic.replication.factor=1
      offsets.topic.num.partitions=1
      transaction.state.log.replication.factor=1
      transaction.state.log.num.partitions=1
      transaction.state.log.min.isr=1
      share.coordinator.state.topic.replication.factor=1
      share.coordinator.state.topic.num.partitions=1
      sasl.enabled.mechanisms=PLAIN
      listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_ann="secret";
      authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
      super.users=User:ANONYMOUS
      """;

  private final KafkaRaftServer server;
  private final int port;
  private final int loginPort;

  private KafkaBroker(KafkaRaftServer server, int port, int loginPort) {
    this.server = server;
    this.port = port;
    this.loginPort = loginPort;
  }

  /** Starts one with its topics. */
  public static KafkaBroker start() throws Exception {
    List<Integer> ports = freePorts();
    Path folder = Files.createTempDirectory("kafka-");
    Path file = folder.resolve("server.properties");
    Files.writeString(
        file,
        OWN_LINES.formatted(ports.get(0), ports.get(1), ports.get(2), folder.resolve("data")));
    StorageTool.execute(
        new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
        new PrintStream(OutputStream.nullOutputStream()));
    var settings = new Properties();
    try (var in = Files.newInputStream(file)) {
      settings.load(in);
    }
    var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    server.startup();
    var broker = new KafkaBroker(server, ports.get(0), ports.get(1));
    broker.createTopics();
    return broker;
  }

  /** Below the range of client ports, so that no connection takes one meanwhile. */
  private static List<Integer> freePorts() {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < 3) {
      int port = ThreadLocalRandom.current().nextInt(28_000, 32_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (!ports.contains(port)) {
          ports.add(socket.getLocalPort());
        }
      } catch (IOException e) {
        // in use: try another
      }
    }
    return ports;
  }

  private void createTopics() throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(TOPIC, 2, (short) 1),
                  new NewTopic(SMALL, 1, (short) 1).configs(Map.of("max.message.bytes", "300"))))
          .all()
          .get();
    }
  }

  /** Its address without a login. */
  String uri() {
    return "kafka://127.0.0.1:" + port;
  }

  /** Its address for users. */
  String loginUri() {
    return "kafka://127.0.0.1:" + loginPort;
  }

  /** All records of a topic so far. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", "127.0.0.1:" + port);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return all;
    }
  }

  /** Its address. */
  @Override
  public String toString() {
    return uri();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}

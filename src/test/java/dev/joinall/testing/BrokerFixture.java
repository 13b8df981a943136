package dev.joinall.testing;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.server.SystemLauncher;

/**
 * A broker that speaks AMQP 0-9-1: Apache Qpid Broker-J inside this JVM. It keeps nothing over a
 * restart. The system property {@code amqp.broker} names a real broker to use in its place, which
 * {@code checks/amqp/run} does.
 */
public final class BrokerFixture implements AutoCloseable {
  private static final String REAL = System.getProperty("amqp.broker", "");

  private final String uri;
  private final int port;
  private SystemLauncher launcher;

  private BrokerFixture(String uri, int port) {
    this.uri = uri;
    this.port = port;
  }

  /** The command that administers the real broker, if the check gives it to the tests. */
  public static final String CONTROL = System.getProperty("amqp.ctl", "");

  /** Whether the tests run against RabbitMQ. */
  public static boolean isReal() {
    return !REAL.isEmpty();
  }

  /** The broker that {@code amqp.broker} names, else a new one. */
  public static BrokerFixture start() {
    return isReal() ? new BrokerFixture(REAL, 0) : startOwn();
  }

  /** The address of the broker that {@link #startOwn(int)} starts. */
  static String uri(int port) {
    return isReal() ? REAL : "amqp://127.0.0.1:" + port;
  }

  /** A new one that the test may stop, or the real one, which it then starts again. */
  public static BrokerFixture startOwn() {
    return startOwn(Ports.free());
  }

  /** The same, at this port, unless it is the real one. */
  static BrokerFixture startOwn(int port) {
    if (isReal()) {
      return new BrokerFixture(REAL, 0);
    }
    var broker = new BrokerFixture(uri(port), port);
    broker.launch();
    return broker;
  }

  /** Runs a command of {@code rabbitmqctl}. */
  public static void control(String... arguments) {
    List<String> command = new ArrayList<>(List.of(CONTROL));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("failed: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String configuration(int port) {
    return """
    {
      "name": "broker",
      "modelVersion": "8.0",
      "authenticationproviders": [{
        "name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
        "users": [{"name": "guest", "type": "managed", "password": "guest"}]
      }],
      "ports": [{
        "name": "AMQP", "port": "%d", "bindingAddress": "127.0.0.1",
        "authenticationProvider": "plain", "protocols": ["AMQP_0_9_1"],
        "virtualhostaliases": [
          {"name": "defaultAlias", "type": "defaultAlias"},
          {"name": "nameAlias", "type": "nameAlias"}
        ]
      }],
      "virtualhostnodes": [{
        "name": "default", "type": "Memory", "defaultVirtualHostNode": "true",
        "virtualHostInitialConfiguration": "{\\"type\\": \\"Memory\\"}"
      }]
    }
    """
        .formatted(port);
  }

  private void launch() {
    if (isReal()) {
      control("start_app");
      return;
    }
    try {
      Path file = Files.createTempFile("joinall-broker", ".json");
      Files.writeString(file, configuration(port));
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("type", "Memory");
      attributes.put("initialConfigurationLocation", file.toUri().toString());
      attributes.put("startupLoggedToSystemOut", false);
      launcher = new SystemLauncher();
      launcher.startup(attributes);
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code amqp://host:port}; its user is {@code guest}, with the same password. */
  public String uri() {
    return uri;
  }

  /**
   * Waits until a consumer takes the messages of a queue.
   *
   * @return false if that takes longer than {@code atMost}
   */
  public boolean awaitConsumer(String queue, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    try (Connection connection = connect()) {
      while (System.nanoTime() < end) {
        if (hasConsumer(connection, queue)) {
          return true;
        }
        Thread.sleep(50);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** A question for a queue that is not there closes its channel. */
  private static boolean hasConsumer(Connection connection, String queue) throws IOException {
    Channel channel = connection.createChannel();
    try {
      return channel.queueDeclarePassive(queue).getConsumerCount() > 0;
    } catch (IOException e) {
      return false;
    } finally {
      if (channel.isOpen()) {
        channel.abort();
      }
    }
  }

  /** A connection of a worker or a test, over blocking sockets. */
  public Connection connect() {
    try {
      var factory = new ConnectionFactory();
      factory.setUri(uri);
      factory.setAutomaticRecoveryEnabled(false);
      return factory.newConnection();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | GeneralSecurityException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops the broker, and starts it again at the same address, without its queues. */
  public void restart() {
    stop();
    launch();
  }

  /** Stops the broker; its connections end. */
  public void stop() {
    if (isReal()) {
      control("stop_app");
    }
    if (launcher != null) {
      launcher.shutdown();
      launcher = null;
    }
  }

  /** A real broker is left running. */
  @Override
  public void close() {
    if (!isReal()) {
      stop();
    }
  }
}

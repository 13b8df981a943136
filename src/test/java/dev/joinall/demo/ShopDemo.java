package dev.joinall.demo;

import dev.joinall.Application;
import dev.joinall.config.ConfigException;
import dev.joinall.testing.Latency;
import dev.joinall.testing.ShopData;
import dev.joinall.testing.ShopServers;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.Environment;

/**
 * Starts the example shop's six backends (a real redis-server, a MongoDB server, a real PostgreSQL,
 * an SMTP server, an AMQP broker with a worker, a third-party API with its latencies), serves
 * {@code examples/shop/joinall.yaml}, and prints examples of requests. Ctrl-C ends all of it.
 */
public final class ShopDemo {
  private static final int BAD_CONFIG = 2;

  private ShopDemo() {}

  public static void main(String[] args) {
    System.out.println(
        "Starting MongoDB, Redis, PostgreSQL, SMTP, an AMQP broker with a worker, and a third-party"
            + " API with the shop's data.");
    ShopServers servers = ShopServers.start(Latency.PARTNER);
    servers.orders().problem().ifPresent(ShopDemo::reportNoOrders);
    Mailroom mailroom = Mailroom.open(servers.mail());
    // Runs after Spring has closed the server, and with it the clients of these servers.
    SpringApplication.getShutdownHandlers().add(servers::close);
    try {
      Environment settings =
          Application.start(environment(servers), ShopData.config(), args).getEnvironment();
      System.out.println(whatToTry(settings, mailroom));
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_CONFIG);
    }
  }

  private static void reportNoOrders(String problem) {
    System.out.println("PostgreSQL has not started, so the dashboard has no orders: " + problem);
  }

  private static Map<String, String> environment(ShopServers servers) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(servers.env());
    return environment;
  }

  private static String whatToTry(Environment settings, Mailroom mailroom) {
    String port = settings.getProperty("local.server.port", "8080");
    String management = settings.getProperty("local.management.port", "8081");
    return """

    The shop is open. Try, in another terminal:

      curl -i localhost:%1$s/products/SKU-0001
      curl -i localhost:%1$s/dashboard/c-0001
      curl -i -X POST localhost:%1$s/orders/o-00800/confirmation
      curl -o receipt.pdf localhost:%1$s/orders/o-00800/receipt

    All of it, to be read, is at           http://localhost:%1$s/docs
    The mail of the third arrives at       %2$s
    Health and metrics are at              http://localhost:%3$s/actuator
    The file behind it, to change a line   %4$s

    Ctrl-C ends it.
    """
        .formatted(port, mailroom.url(), management, ShopData.config());
  }
}

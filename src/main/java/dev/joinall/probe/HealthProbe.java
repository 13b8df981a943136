package dev.joinall.probe;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Checks whether the server of this machine is ready: exit status 0 if it is. For an image without
 * a shell. It does not depend on the application, so it starts much faster than a command.
 */
final class HealthProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private HealthProbe() {}

  /**
   * @param args another address; at most one
   */
  public static void main(String[] args) {
    String address = args.length > 0 ? args[0] : readiness();
    String answer = answer(URI.create(address));
    System.out.println(address + " " + answer);
    System.exit(answer.equals("200") ? 0 : 1);
  }

  private static String readiness() {
    String port = System.getenv().getOrDefault("MANAGEMENT_SERVER_PORT", "8081");
    return "http://127.0.0.1:" + port + "/actuator/health/readiness";
  }

  /** The status, or the reason why there is none. */
  private static String answer(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout((int) TIMEOUT.toMillis());
      connection.setReadTimeout((int) TIMEOUT.toMillis());
      return Integer.toString(connection.getResponseCode());
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}

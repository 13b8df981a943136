package dev.joinall.tls;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/**
 * The name of a server.
 *
 * @param declared empty for the host
 */
record ServerName(Optional<String> declared) {
  String of(String host) {
    return declared.orElse(host);
  }

  /** Adds the check of the name, and SNI, to the parameters. */
  static SSLParameters checked(SSLParameters parameters, String name) {
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    String asked = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!asked.isEmpty() && !isAddress(asked)) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(asked)));
      } catch (IllegalArgumentException e) {
        // SNI does not allow a name with an underscore; the certificate is checked anyway.
      }
    }
    return parameters;
  }

  /** Whether it is an address, which SNI does not allow (RFC 6066, 3). */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }
}

package dev.joinall.tls;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/**
 * The name of a server.
 *
 * @param declared empty for its host
 */
record ServerName(Optional<String> declared) {
  String of(String host) {
    return declared.orElse(host);
  }

  /** The same parameters, with the check of the name, and with SNI. */
  static SSLParameters checked(SSLParameters parameters, String name) {
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    String asked = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!asked.isEmpty() && !isAddress(asked)) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(asked)));
      } catch (IllegalArgumentException e) {
        // A name with an underscore can't be asked for; the certificate is checked all the same.
      }
    }
    return parameters;
  }

  /** SNI has no addresses (RFC 6066, 3). */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }
}

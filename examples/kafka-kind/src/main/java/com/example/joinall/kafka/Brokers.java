package com.example.joinall.kafka;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/** The address of a cluster: the brokers that a client asks first. */
final class Brokers {
  static final String PLAIN = "kafka";
  static final String TLS = "kafkas";

  private static final int DEFAULT_PORT = 9092;

  private Brokers() {}

  static boolean useTls(URI address) {
    return TLS.equals(address.getScheme());
  }

  static void check(URI address, Tree where, Problems problems) {
    String authority = String.valueOf(address.getRawAuthority());
    if (authority.contains("@")) {
      problems.add(where, "the address names a user", "write user: and password: beside it");
      return;
    }
    if (!address.getRawPath().isEmpty() || address.getRawQuery() != null) {
      problems.add(
          where,
          "the address says more than hosts and ports",
          "the topic is a key of the task, and options are keys of the backend");
    }
    for (String broker : authority.split(",", -1)) {
      if (!broker.matches("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
          || port(broker) > 65_535) {
        problems.add(
            where,
            "expected hosts with ports between commas",
            "for example uri: kafka://broker-1:9092,broker-2:9092");
        return;
      }
    }
  }

  /** The brokers of a checked address; names are not looked up. */
  static List<InetSocketAddress> of(URI address) {
    return Arrays.stream(address.getRawAuthority().split(","))
        .map(it -> InetSocketAddress.createUnresolved(host(it), port(it)))
        .toList();
  }

  private static boolean hasPort(String broker) {
    return broker.lastIndexOf(':') > broker.lastIndexOf(']');
  }

  private static String host(String broker) {
    String host = hasPort(broker) ? broker.substring(0, broker.lastIndexOf(':')) : broker;
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String broker) {
    return hasPort(broker)
        ? Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1))
        : DEFAULT_PORT;
  }
}

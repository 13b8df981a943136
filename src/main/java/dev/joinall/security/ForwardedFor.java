package dev.joinall.security;

import dev.joinall.config.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nodes that forwarding headers name, from left to right. A text that is no node is kept. */
final class ForwardedFor {
  /** An element of RFC 7239, 4, up to its comma. */
  private static final Pattern ELEMENT =
      Pattern.compile("\\G\\s*((?:[^\",]|\"(?:[^\"\\\\]|\\\\.)*\")*+)(?:,|$)");

  private static final Pattern PAIR =
      Pattern.compile("\\G\\s*([^\\s=;\",]+)=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^\";,\\s]*)\\s*(?:;|$)");

  /** An address that may have a port. */
  private static final Pattern NODE =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\w+)?|(\\d+\\.\\d+\\.\\d+\\.\\d+)(?::\\w+)?");

  private static final String UNREADABLE = "unknown";

  private ForwardedFor() {}

  static List<String> standard(List<String> lines) {
    List<String> nodes = new ArrayList<>();
    for (String line : lines) {
      Matcher element = ELEMENT.matcher(line);
      int end = 0;
      while (end < line.length() && element.find()) {
        end = element.end();
        nodes.add(node(element.group(1).strip()));
      }
      if (end < line.length()) {
        nodes.add(UNREADABLE);
      }
    }
    return nodes;
  }

  /** The only {@code for} of an element. */
  private static String node(String element) {
    List<String> found = new ArrayList<>();
    Matcher pair = PAIR.matcher(element);
    int end = 0;
    while (end < element.length() && pair.find()) {
      end = pair.end();
      if (pair.group(1).equalsIgnoreCase("for")) {
        found.add(pair.group(2).replace("\"", ""));
      }
    }
    return end == element.length() && found.size() == 1 ? found.getFirst() : UNREADABLE;
  }

  static List<String> usual(List<String> lines) {
    List<String> nodes = new ArrayList<>();
    for (String line : lines) {
      for (String node : line.split(",", -1)) {
        nodes.add(node.strip());
      }
    }
    return nodes;
  }

  static Optional<InetAddress> address(String node) {
    Matcher parts = NODE.matcher(node);
    if (!parts.matches()) {
      return AddressRange.address(node);
    }
    return AddressRange.address(parts.group(1) == null ? parts.group(2) : parts.group(1));
  }
}

package dev.joinall.security;

import dev.joinall.config.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values in forwarding headers, from left to right: nodes, schemes, hosts. Invalid elements are
 * kept as texts.
 */
final class ForwardedFor {
  /** An element of RFC 7239, 4, up to its comma. */
  private static final Pattern ELEMENT =
      Pattern.compile("\\G\\s*((?:[^\",]|\"(?:[^\"\\\\]|\\\\.)*+\")*+)(?:,|$)");

  private static final Pattern PAIR =
      Pattern.compile("\\G\\s*([^\\s=;\",]+)=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^\";,\\s]*)\\s*(?:;|$)");

  /** An address that may have a port. */
  private static final Pattern NODE =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\w+)?|(\\d+\\.\\d+\\.\\d+\\.\\d+)(?::\\w+)?");

  private static final String UNREADABLE = "unknown";

  private ForwardedFor() {}

  static List<String> standard(List<String> lines) {
    return elements(lines).stream()
        .map(it -> {
          List<String> found = parameters("for", it);
          return found.size() == 1 ? found.getFirst() : UNREADABLE;
        })
        .toList();
  }

  /** The values of a parameter of {@code Forwarded} in all elements. */
  static List<String> values(String parameter, List<String> lines) {
    return elements(lines).stream().flatMap(it -> parameters(parameter, it).stream()).toList();
  }

  private static List<String> elements(List<String> lines) {
    List<String> elements = new ArrayList<>();
    for (String line : lines) {
      Matcher element = ELEMENT.matcher(line);
      int end = 0;
      while (end < line.length() && element.find()) {
        end = element.end();
        elements.add(element.group(1).strip());
      }
      if (end < line.length()) {
        elements.add(UNREADABLE);
      }
    }
    return elements;
  }

  /** The values of a parameter of one element; an unreadable value if the element is invalid. */
  private static List<String> parameters(String name, String element) {
    List<String> found = new ArrayList<>();
    Matcher pair = PAIR.matcher(element);
    int end = 0;
    while (end < element.length() && pair.find()) {
      end = pair.end();
      if (pair.group(1).equalsIgnoreCase(name)) {
        found.add(pair.group(2).replace("\"", ""));
      }
    }
    return end == element.length() ? found : List.of(UNREADABLE);
  }

  static List<String> addresses(List<String> lines) {
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

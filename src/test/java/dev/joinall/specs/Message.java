package dev.joinall.specs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A first line, headers in order, and a body: an HTTP request, an answer, or a mail.
 *
 * @param headers one line each, as written
 * @param body empty if there is none
 */
record Message(String start, List<String> headers, String body) {
  Message {
    headers = List.copyOf(headers);
  }

  /** Parses a text; the body follows the first empty line. */
  static Message read(String text) {
    int gap = text.indexOf("\n\n");
    String body = gap < 0 ? "" : text.substring(gap + 2);
    List<String> head = List.of((gap < 0 ? text : text.substring(0, gap)).split("\n", -1));
    return new Message(head.getFirst(), head.subList(1, head.size()), body);
  }

  static String name(String header) {
    int colon = header.indexOf(':');
    return colon < 0 ? header : header.substring(0, colon);
  }

  static String value(String header) {
    return header.substring(header.indexOf(':') + 1).strip();
  }

  private List<String> values(String name) {
    return headers.stream()
        .filter(header -> name(header).equalsIgnoreCase(name))
        .map(Message::value)
        .toList();
  }

  /**
   * The values of a header: where it is written in several lines, those of the first ones alone;
   * the rest in the last one, with commas between them. Absent where there is none.
   *
   * @param line how often the header was written before
   */
  private String shown(String name, int line, boolean last) {
    List<String> values = values(name);
    List<String> its = values.subList(Math.min(line, values.size()), values.size());
    if (!last && !its.isEmpty()) {
      its = its.subList(0, 1);
    }
    return its.isEmpty() ? "-" + name : name + ": " + String.join(", ", its);
  }

  /** This message with only the headers of another one, in its order. */
  Message like(Message expected) {
    List<String> shown = new ArrayList<>();
    List<String> names =
        expected.headers().stream()
            .map(it -> it.startsWith("-") ? it.substring(1) : name(it))
            .toList();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int before = (int) names.subList(0, i).stream().filter(name::equalsIgnoreCase).count();
      boolean last = names.subList(i + 1, names.size()).stream().noneMatch(name::equalsIgnoreCase);
      shown.add(shown(name, before, last));
    }
    return new Message(start, shown, body);
  }

  static Message of(String start, Map<String, String> headers, String body) {
    List<String> lines =
        headers.entrySet().stream().map(it -> it.getKey() + ": " + it.getValue()).toList();
    return new Message(start, lines, body);
  }

  @Override
  public String toString() {
    String head = headers.stream().map(header -> "\n" + header).collect(Collectors.joining());
    return start + head + (body.isEmpty() ? "" : "\n\n" + body);
  }
}

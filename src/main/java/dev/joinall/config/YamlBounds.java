package dev.joinall.config;

import java.util.ArrayDeque;
import java.util.Deque;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Checks the events of a YAML text against the limits of depth, nodes and expressions, and stops at
 * the first violation. Does not recurse, unlike the builder of the tree. For one text.
 */
final class YamlBounds {
  static final int MAX_DEPTH = 64;
  static final int MAX_NODES = 300_000;

  private static final int MAX_EXPRESSIONS = 30_000;
  private static final String EXPRESSION = "${";

  private final Problems problems;
  private final Deque<Open> open = new ArrayDeque<>();
  private int nodes;
  private int expressions;
  private int documents;

  YamlBounds(Problems problems) {
    this.problems = problems;
  }

  /** An open collection and its next part. */
  private static final class Open {
    private final String path;
    private final boolean isMapping;
    private String key = "";
    private int parts;

    Open(String path, boolean isMapping) {
      this.path = path;
      this.isMapping = isMapping;
    }

    String next() {
      if (!isMapping) {
        return Paths.item(path, parts);
      }
      return parts % 2 == 0 ? path : Paths.member(path, key);
    }
  }

  /** Whether the text is within the limits; reports a violation. */
  boolean isWithinLimits(Iterable<Event> events) {
    for (Event event : events) {
      boolean isHeld =
          switch (event) {
            case NodeEvent node -> isHeld(node);
            case DocumentStartEvent document -> isFirst(document);
            default -> true;
          };
      if (!isHeld) {
        return false;
      }
      if (event instanceof CollectionEndEvent) {
        open.pop();
      }
    }
    return true;
  }

  private boolean isFirst(DocumentStartEvent document) {
    return ++documents == 1
        || refuse(document, "", "a second document begins here", "one file is one document");
  }

  private boolean isHeld(NodeEvent node) {
    Open in = open.peek();
    String path = in == null ? "" : in.next();
    if (open.size() > MAX_DEPTH) {
      String message = "this is nested more than " + MAX_DEPTH + " levels deep";
      return refuse(node, path, message, "write it with fewer levels");
    }
    if (++nodes > MAX_NODES) {
      return refuse(node, path, tooMany(), "split it into several files, one for each server");
    }
    if (node instanceof ScalarEvent scalar && isTooMuch(scalar.getValue())) {
      String message = "the file has more than " + MAX_EXPRESSIONS + " expressions";
      return refuse(node, path, message, "split it into several files, one for each server");
    }
    if (in != null) {
      in.key = node instanceof ScalarEvent scalar ? scalar.getValue() : in.key;
      in.parts++;
    }
    if (node instanceof CollectionStartEvent) {
      open.push(new Open(path, node instanceof MappingStartEvent));
    }
    return true;
  }

  private boolean isTooMuch(String text) {
    for (int at = text.indexOf(EXPRESSION); at >= 0; at = text.indexOf(EXPRESSION, at + 2)) {
      expressions++;
    }
    return expressions > MAX_EXPRESSIONS;
  }

  static String tooMany() {
    return "the file has more than " + MAX_NODES + " values";
  }

  private boolean refuse(Event event, String path, String message, String hint) {
    problems.add(
        event.getStartMark().map(YamlBounds::position).orElse(Position.START), path, message, hint);
    return false;
  }

  static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }
}

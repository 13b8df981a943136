package dev.joinall.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The path of a position in a file, in the notation of problems.
 *
 * @param steps names of members and indexes of items
 */
record Path(List<Object> steps) {
  static final Path ROOT = new Path(List.of());

  Path {
    steps = List.copyOf(steps);
  }

  static Path ofPointer(String pointer) {
    return new Path(Stream.of(pointer.split("/", -1)).skip(1).map(Path::step).toList());
  }

  private static Object step(String text) {
    return text.matches("\\d+")
        ? Integer.parseInt(text)
        : text.replace("~1", "/").replace("~0", "~");
  }

  Path to(Object step) {
    List<Object> longer = new ArrayList<>(steps);
    longer.add(step);
    return new Path(longer);
  }

  JsonNode in(JsonNode file) {
    JsonNode at = file;
    for (Object step : steps) {
      at = step instanceof Integer i ? at.path(i) : at.path((String) step);
    }
    return at;
  }

  boolean isIn(JsonNode file) {
    return !in(file).isMissingNode();
  }

  /** A copy of the file with another value at this position. */
  ObjectNode set(ObjectNode file, JsonNode value) {
    ObjectNode copy = file.deepCopy();
    Path parent = new Path(steps.subList(0, steps.size() - 1));
    switch (parent.in(copy)) {
      case ObjectNode object -> object.set((String) steps.getLast(), value);
      case ArrayNode array -> array.set((Integer) steps.getLast(), value);
      case JsonNode other -> throw new IllegalStateException(this + " is not in " + other);
    }
    return copy;
  }

  @Override
  public String toString() {
    var out = new StringBuilder();
    for (Object step : steps) {
      if (step instanceof Integer) {
        out.append('[').append(step).append(']');
      } else {
        out.append(out.isEmpty() ? "" : ".").append(step);
      }
    }
    return out.toString();
  }
}

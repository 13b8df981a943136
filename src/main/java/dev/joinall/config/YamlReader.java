package dev.joinall.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML 1.2 text to a {@link Tree}: a country code NO stays a text. At most 64 levels deep, and at
 * most 100,000 values, those behind an alias counted each time. Reads one text.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NODES = 100_000;

  /** Of which JSON has no number: they stay texts. */
  private static final Set<String> NOT_FINITE = Set.of(".inf", "+.inf", "-.inf", ".nan");

  private final Problems problems;
  private int nodes;
  private boolean stopped;

  YamlReader(Problems problems) {
    this.problems = problems;
  }

  /** The document, or empty where it can't be read; why is among the problems then. */
  Optional<Tree> read(Source source) {
    try {
      return new Compose(settings(source))
          .composeString(source.text())
          .map(node -> tree(node, "", 0));
    } catch (MarkedYamlEngineException e) {
      problems.add(
          e.getProblemMark().map(YamlReader::position).orElse(Position.START),
          "",
          "this is not YAML: " + e.getProblem(),
          "look at the indentation, the quotes and the brackets around this place");
    } catch (YamlEngineException e) {
      problems.add(Position.START, "", "this is not YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  /** The buffer takes the whole text, as the library fails where a pair crosses a buffer's end. */
  private static LoadSettings settings(Source source) {
    return LoadSettings.builder()
        .setLabel(source.name())
        .setBufferSize(source.text().length() + 1)
        .build();
  }

  private Tree tree(Node node, String path, int depth) {
    Position at = node.getStartMark().map(YamlReader::position).orElse(Position.START);
    if (depth > MAX_DEPTH) {
      stop(at, "this is nested more than " + MAX_DEPTH + " levels deep");
    } else if (++nodes > MAX_NODES) {
      stop(at, "the file has more than " + MAX_NODES + " values");
    }
    if (stopped) {
      return new Tree.Scalar(at, path, null, "");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, at, path, depth);
      case SequenceNode sequence -> sequence(sequence, at, path, depth);
      case ScalarNode scalar -> scalar(scalar, content(scalar, at), path);
      default -> throw new IllegalStateException("a YAML node of an unknown type: " + node);
    };
  }

  /** Only the first reason is told. */
  private void stop(Position at, String message) {
    if (!stopped) {
      stopped = true;
      problems.add(at, "", message, "an alias (*name) stands for all that its anchor holds");
    }
  }

  /** Where the text of a scalar begins: behind its quote. */
  private static Position content(ScalarNode node, Position at) {
    return switch (node.getScalarStyle()) {
      case SINGLE_QUOTED, DOUBLE_QUOTED -> new Position(at.line(), at.column() + 1);
      case PLAIN, LITERAL, FOLDED, JSON_SCALAR_STYLE -> at;
    };
  }

  private Tree scalar(ScalarNode node, Position at, String path) {
    String text = node.getValue();
    if (hasHalfOfAPair(text)) {
      problems.add(at, path, "this text has half of a surrogate pair", "write both halves");
      return new Tree.Scalar(at, path, "", "");
    }
    try {
      return new Tree.Scalar(at, path, value(node), text);
    } catch (NumberFormatException e) {
      problems.add(at, path, "\"" + text + "\" is not a number that can be read", "");
      return new Tree.Scalar(at, path, 0L, "0");
    }
  }

  private static boolean hasHalfOfAPair(String text) {
    return text.codePoints()
        .anyMatch(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE);
  }

  private Tree mapping(MappingNode node, Position at, String path, int depth) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    Map<String, Position> keys = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (stopped) {
        break;
      }
      Tree key = tree(tuple.getKeyNode(), path, depth + 1);
      if (!(key instanceof Tree.Scalar scalar)) {
        problems.add(key, "a key must be a text, this is " + key.noun(), "");
        continue;
      }
      String name = scalar.text();
      String below = path.isEmpty() ? name : path + "." + name;
      if (entries.containsKey(name)) {
        problems.add(key.at(), below, "the key \"" + name + "\" is written twice", "keep one");
        continue;
      }
      entries.put(name, tree(tuple.getValueNode(), below, depth + 1));
      keys.put(name, key.at());
    }
    return new Tree.Mapping(at, path, entries, keys);
  }

  private Tree sequence(SequenceNode node, Position at, String path, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(tree(item, path + "[" + items.size() + "]", depth + 1));
    }
    return new Tree.Sequence(at, path, items);
  }

  private static @Nullable Object value(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    if (tag.equals(Tag.INT)) {
      return integer(new BigInteger(text));
    }
    if (tag.equals(Tag.FLOAT) && !NOT_FINITE.contains(text.toLowerCase(Locale.ROOT))) {
      return new BigDecimal(text);
    }
    return text;
  }

  private static Object integer(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }
}

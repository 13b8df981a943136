package dev.joinall.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Parses YAML 1.2 into a {@link Tree}; the country code NO stays a string. Limits: 64 levels, and
 * 300,000 values, including the values of each use of an alias. Reads one text.
 */
final class YamlReader {

  private static final int MAX_KEY = 1_000;
  private static final Set<Tag> TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.MAP, Tag.SEQ);

  private final Problems problems;
  private final Problems warnings = new Problems();
  private int nodes;
  private boolean stopped;

  YamlReader(Problems problems) {
    this.problems = problems;
  }

  /** The document; empty if it is invalid, after a problem was reported. */
  Optional<Tree> read(Source source) {
    Optional<String> printable = YamlText.of(source, problems);
    if (printable.isEmpty()) {
      return Optional.empty();
    }
    String text = printable.get();
    LoadSettings settings = YamlText.settings(source);
    try {
      return new YamlBounds(problems).isWithinLimits(new Parse(settings).parseString(text))
          ? new Compose(settings).composeString(text).map(node -> tree(node, "", 0))
          : Optional.empty();
    } catch (MarkedYamlEngineException e) {
      YamlErrors.report(text, e, problems);
    } catch (YamlEngineException e) {
      problems.add(Position.START, "", "this is not YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  /** Warnings about values that probably have another intended meaning. */
  List<Problem> warnings() {
    return warnings.all();
  }

  /** Counts the values and the depth of an alias at each use. */
  private Tree tree(Node node, String path, int depth) {
    Position at = node.getStartMark().map(YamlBounds::position).orElse(Position.START);
    if (depth > YamlBounds.MAX_DEPTH) {
      stop(at, path, "this is nested more than " + YamlBounds.MAX_DEPTH + " levels deep");
    } else if (++nodes > YamlBounds.MAX_NODES) {
      stop(at, path, YamlBounds.tooMany());
    }
    if (stopped) {
      return new Tree.Scalar(at, path, null, "");
    }
    if (!TAGS.contains(node.getTag())) {
      problems.add(
          at,
          path,
          "\"" + node.getTag() + "\" is not a tag of this file",
          "remove it; a value is a text, a number, true or false, null, a list or a mapping");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, at, path, depth);
      case SequenceNode sequence -> sequence(sequence, at, path, depth);
      case ScalarNode scalar -> YamlScalars.tree(scalar, at, path, problems);
      default -> throw new IllegalStateException("a YAML node of an unknown type: " + node);
    };
  }

  /** Reports only the first reason. */
  private void stop(Position at, String path, String message) {
    if (!stopped) {
      stopped = true;
      problems.add(at, path, message, "an alias (*name) repeats the whole value of its anchor");
    }
  }

  private Tree mapping(MappingNode node, Position at, String path, int depth) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    Map<String, Position> keys = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (stopped) {
        break;
      }
      Tree key = tree(tuple.getKeyNode(), path, depth + 1);
      if (isMerge(tuple.getKeyNode())) {
        problems.add(
            key,
            "YAML 1.2 has no merge keys",
            "write the keys out here; an anchor (&name) and its alias (*name) stand for a whole"
                + " value");
        continue;
      }
      if (!(key instanceof Tree.Scalar scalar)) {
        problems.add(key, "expected a string as the key, got " + key.noun(), "");
        continue;
      }
      String name = scalar.text();
      if (name.length() > MAX_KEY) {
        problems.add(key, "this key has more than " + MAX_KEY + " characters", "make it shorter");
        continue;
      }
      String below = Paths.member(path, name);
      if (entries.containsKey(name)) {
        problems.add(key.at(), below, "the key \"" + name + "\" is written twice", "keep one");
        continue;
      }
      Tree value = tree(tuple.getValueNode(), below, depth + 1);
      if (isEmpty(tuple.getValueNode())) {
        warnings.add(
            value,
            "\"" + Excerpt.beginning(name) + "\" has no value",
            "if the next lines belong to it, indent them; null is written null");
      }
      Notations.check(tuple.getValueNode(), value, warnings);
      entries.put(name, value);
      keys.put(name, key.at());
    }
    return new Tree.Mapping(at, path, entries, keys);
  }

  private static boolean isEmpty(Node value) {
    return value instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getValue().isEmpty();
  }

  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getValue().equals("<<")
        && scalar.getScalarStyle() == ScalarStyle.PLAIN;
  }

  private Tree sequence(SequenceNode node, Position at, String path, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      Tree value = tree(item, Paths.item(path, items.size()), depth + 1);
      Notations.check(item, value, warnings);
      items.add(value);
    }
    return new Tree.Sequence(at, path, items);
  }
}

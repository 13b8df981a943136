package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.JsonScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Writes JSON as readable YAML: small objects and lists on one line, everything else in blocks.
 * Deterministic.
 */
final class Yaml {
  private static final int WIDTH = 100;

  /** The maximum number of members of an object on one line. */
  private static final int MAX_MEMBERS = 4;

  /** The maximum length in characters of the JSON text of an object or list on one line. */
  private static final int MAX_FLOW = 80;

  /** Texts that YAML 1.1 reads as a boolean, a number, a time or null. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile(
          "(?i)|[-+.]?[0-9].*|[-+]?\\.(inf|nan)|y|n|yes|no|on|off|true|false|null|~|=|<<");

  /** Line breaks of YAML 1.1, and a byte order mark: not every reader preserves them. */
  private static final Pattern NEEDS_ESCAPE =
      Pattern.compile("[\\x{85}\\x{2028}\\x{2029}\\x{feff}]");

  private static final ScalarResolver RESOLVER = new JsonScalarResolver();

  private Yaml() {}

  /** The YAML of an object. */
  static String of(Json value) {
    var out = new StringBuilder();
    new Dump(settings(value))
        .dumpNode(
            node(value),
            new StreamDataWriter() {
              @Override
              public void write(String text) {
                out.append(text);
              }

              @Override
              public void write(String text, int from, int length) {
                out.append(text, from, from + length);
              }
            });
    return out.toString();
  }

  private static DumpSettings settings(Json value) {
    return DumpSettings.builder()
        .setWidth(WIDTH)
        .setUseUnicodeEncoding(!NEEDS_ESCAPE.matcher(value.toString()).find())
        .build();
  }

  private static Node node(Json value) {
    return switch (value.kind()) {
      case OBJECT -> object(value);
      case ARRAY -> array(value);
      case STRING -> text(value.text());
      case NUMBER, BOOLEAN, NULL -> plain(value.toString());
    };
  }

  private static Node object(Json object) {
    List<NodeTuple> members = new ArrayList<>();
    object.forEachMember((name, member) -> members.add(new NodeTuple(key(name), node(member))));
    boolean nested = members.stream().map(NodeTuple::getValueNode).anyMatch(Yaml::isBlock);
    boolean small = members.size() <= MAX_MEMBERS && !nested && isShort(object);
    return new MappingNode(Tag.MAP, members, small ? FlowStyle.FLOW : FlowStyle.BLOCK);
  }

  private static Node array(Json array) {
    List<Node> elements = array.elements().stream().map(Yaml::node).toList();
    boolean small = elements.stream().allMatch(ScalarNode.class::isInstance) && isShort(array);
    return new SequenceNode(Tag.SEQ, elements, small ? FlowStyle.FLOW : FlowStyle.BLOCK);
  }

  /** A member that cannot be part of an object on one line. */
  private static boolean isBlock(Node node) {
    return (node instanceof MappingNode mapping && !mapping.getValue().isEmpty())
        || (node instanceof SequenceNode sequence && sequence.getFlowStyle() == FlowStyle.BLOCK);
  }

  private static boolean isShort(Json value) {
    String json = value.toString();
    return json.length() <= MAX_FLOW && !json.contains("\\n");
  }

  private static Node key(String name) {
    return scalar(name, AMBIGUOUS.matcher(name).matches() || name.contains("\n"));
  }

  private static Node text(String text) {
    return text.contains("\n")
        ? new ScalarNode(Tag.STR, text, ScalarStyle.LITERAL)
        : scalar(text, AMBIGUOUS.matcher(text).matches());
  }

  private static Node scalar(String text, boolean quoted) {
    return new ScalarNode(Tag.STR, text, quoted ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN);
  }

  private static Node plain(String json) {
    Tag tag = RESOLVER.resolve(json, true);
    return new ScalarNode(tag, json, ScalarStyle.PLAIN);
  }
}

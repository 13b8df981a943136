package dev.joinall.schema;

import dev.joinall.backend.Kind;
import dev.joinall.backend.Kinds;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.template.Environment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The real readers of the file; their problems tell which keys and words they know. JSON is valid
 * YAML.
 */
final class Reader {
  /** Variables in examples of the schema. */
  static final Map<String, String> ENVIRONMENT =
      Map.of("REVIEWS_TOKEN", "t", "MAIL_USER", "u", "MAIL_PASSWORD", "p", "SHOP_PASSWORD", "p");

  /** A word that is similar to no name, so that the problem lists all of them. */
  private static final String UNKNOWN = "?";

  private static final Pattern KNOWN = Pattern.compile("known here: (.*)");
  private static final Pattern ONE_OF = Pattern.compile("expected one of ([^;]*);.*");

  private static final Map<String, Kind> KINDS = Kinds.installed(Map.of()).byName();

  private Reader() {}

  static Config read(JsonNode file, Problems problems) {
    var source = new Source("joinall.yaml", file.toString());
    return ConfigFile.read(source, KINDS, new Environment(ENVIRONMENT)::expand, problems);
  }

  static List<Problem> problems(JsonNode file) {
    var problems = new Problems();
    var _ = read(file, problems);
    return problems.all();
  }

  /** The allowed keys of a position; empty if any key is allowed. */
  static Optional<Set<String>> keys(ObjectNode file, Path path) {
    Path unknown = path.to(UNKNOWN);
    return problems(unknown.set(file, IntNode.valueOf(0))).stream()
        .filter(it -> it.path().equals(unknown.toString()))
        .filter(it -> it.message().startsWith("unknown key "))
        .findFirst()
        .map(it -> names(KNOWN, it.hint()));
  }

  /** The allowed words at a position; empty if there is no list of words. */
  static Set<String> words(ObjectNode file, Path path) {
    return problems(path.set(file, StringNode.valueOf(UNKNOWN))).stream()
        .filter(it -> it.path().equals(path.toString()))
        .findFirst()
        .map(it -> names(ONE_OF, it.message()))
        .orElse(Set.of());
  }

  private static Set<String> names(Pattern pattern, String text) {
    Matcher names = pattern.matcher(text);
    return names.matches() ? new TreeSet<>(List.of(names.group(1).split(", ", -1))) : Set.of();
  }
}

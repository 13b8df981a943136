package dev.joinall.plan;

import dev.joinall.config.Fields;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.plan.BodyContent.Rules;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Plans the body of a request. Its {@code type} is one of JSON Schema, or {@code form}, {@code
 * multipart}, {@code text}, {@code binary} or {@code stream}.
 */
public record BodyPlanner(Problems problems) {
  private static final String FILE = "file";
  private static final int MAX_SIZE = 256 << 20;

  /** The type of a declared body; JSON unless its {@code type} is one of the others. */
  public static BodyContent.Type type(Tree.Mapping body) {
    String written = declaredType(body);
    for (BodyContent.Type type : BodyContent.Type.values()) {
      if (type != BodyContent.Type.JSON && type.name().toLowerCase(Locale.ROOT).equals(written)) {
        return type;
      }
    }
    return BodyContent.Type.JSON;
  }

  private static String declaredType(Tree tree) {
    return tree instanceof Tree.Mapping mapping
            && mapping.get("type").orElse(null) instanceof Tree.Scalar scalar
        ? scalar.text()
        : "";
  }

  private static boolean isFile(Tree property) {
    return declaredType(property).equals(FILE);
  }

  private static Optional<Tree> items(Tree property) {
    return declaredType(property).equals("array")
        ? ((Tree.Mapping) property).get("items")
        : Optional.empty();
  }

  BodyContent plan(Tree.Mapping body) {
    BodyContent.Type type = type(body);
    if (type == BodyContent.Type.JSON) {
      return BodyContent.JSON;
    }
    var fields = new LinkedHashMap<String, BodyContent.Field>();
    if (type == BodyContent.Type.FORM || type == BodyContent.Type.MULTIPART) {
      Json root = Templates.plain(schema(body));
      properties(body).forEach((name, tree) -> fields.put(name, field(tree, type, root)));
    }
    if (type == BodyContent.Type.STREAM) {
      body.get("max-size")
          .ifPresent(written ->
              problems.add(
                  written,
                  "a stream has no max-size",
                  "remove it, or write type: binary for a body that is held as a whole"));
    }
    Rules rules =
        switch (type) {
          case BINARY -> file(body, "type", "description");
          case STREAM -> file(body.without("max-size"), "type", "description");
          case JSON, FORM, MULTIPART, TEXT -> new Rules(maxSize(body), List.of());
        };
    return new BodyContent(type, rules, fields);
  }

  private static Map<String, Tree> properties(Tree.Mapping body) {
    return body.get("properties").orElse(null) instanceof Tree.Mapping properties
        ? properties.entries()
        : Map.of();
  }

  private BodyContent.Field field(Tree tree, BodyContent.Type type, Json root) {
    Optional<Tree> items = items(tree);
    Tree one = items.orElse(tree);
    if (isFile(one) && type == BodyContent.Type.FORM) {
      problems.add(tree, "a form has no files", "write type: multipart for the body");
    }
    if (isFile(one)) {
      return new BodyContent.Field(
          Inputs.Form.TEXT,
          items.isPresent(),
          true,
          file((Tree.Mapping) one, "type", "description"));
    }
    TextForm read = TextForm.of(Templates.plain(tree), root);
    read.wrong()
        .filter(it -> JsonSchema.problemsOf(root).isEmpty())
        .ifPresent(it -> report(it, tree));
    return new BodyContent.Field(read.form(), read.list(), false, Rules.NONE);
  }

  private void report(TextForm.Wrong wrong, Tree field) {
    problems.add(field.placeOf(wrong.keyword()), wrong.message(), wrong.hint());
  }

  private Rules file(Tree.Mapping tree, String... known) {
    var fields = new Fields(tree, problems);
    for (String key : known) {
      var _ = fields.tree(key);
    }
    List<String> types = fields.texts("content-types");
    OptionalInt max = maxSize(fields);
    fields.done();
    return new Rules(max, types.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList());
  }

  private OptionalInt maxSize(Tree.Mapping tree) {
    return maxSize(new Fields(tree, problems));
  }

  private OptionalInt maxSize(Fields fields) {
    Optional<Tree> written = fields.tree("max-size");
    if (written.isEmpty()) {
      return OptionalInt.empty();
    }
    int bytes = fields.bytes("max-size", 0);
    if (bytes > MAX_SIZE) {
      problems.add(written.get(), "expected a size of at most 256MB", "");
    }
    return bytes == 0 ? OptionalInt.empty() : OptionalInt.of(bytes);
  }

  /** The JSON Schema of the value that expressions see. */
  public static Tree.Mapping schema(Tree.Mapping body) {
    return switch (type(body)) {
      case JSON -> body;
      case TEXT -> typed(body.without("max-size"), "string");
      case BINARY, STREAM -> Tree.Mapping.empty(body.at(), body.path());
      case FORM, MULTIPART -> typed(withoutFiles(body.without("max-size")), "object");
    };
  }

  private static Tree.Mapping typed(Tree.Mapping tree, String type) {
    Map<String, Tree> entries = new LinkedHashMap<>(tree.entries());
    entries.put("type", Tree.Scalar.of(tree, type));
    return new Tree.Mapping(tree.at(), tree.path(), entries, tree.keys());
  }

  /**
   * The schema without the files, which have their own rules and are checked when they are read.
   */
  private static Tree.Mapping withoutFiles(Tree.Mapping body) {
    if (!(body.get("properties").orElse(null) instanceof Tree.Mapping properties)) {
      return body;
    }
    Map<String, Tree> plain = new LinkedHashMap<>(properties.entries());
    for (String name : new ArrayList<>(plain.keySet())) {
      plain.computeIfPresent(name, (key, tree) -> withoutFile(tree));
    }
    Map<String, Tree> entries = new LinkedHashMap<>(body.entries());
    entries.put(
        "properties",
        new Tree.Mapping(properties.at(), properties.path(), plain, properties.keys()));
    return new Tree.Mapping(body.at(), body.path(), entries, body.keys());
  }

  private static Tree withoutFile(Tree tree) {
    if (isFile(tree)) {
      return Tree.Mapping.empty(tree.at(), tree.path());
    }
    return items(tree).filter(BodyPlanner::isFile).isPresent()
        ? ((Tree.Mapping) tree).without("items")
        : tree;
  }
}

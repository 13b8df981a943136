package dev.joinall.plan;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.json.JsonSchema.Violation;
import dev.joinall.template.Templates;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compiles the JSON Schemas of the file. */
record SchemaCompiler(Problems problems) {

  /** An invalid schema is reported and replaced by one that everything matches. */
  JsonSchema compile(Tree.Mapping tree) {
    Json json = Templates.plain(tree); // a dollar sign has no special meaning in it
    List<Violation> wrong = JsonSchema.problemsOf(json);
    if (wrong.isEmpty()) {
      new SchemaWords(problems).check(tree);
    }
    Set<String> reported = new HashSet<>();
    for (Violation violation : wrong) {
      // One violation per place is enough; the others name alternatives.
      if (reported.add(violation.pointer())) {
        Tree at = at(tree, violation.pointer());
        problems.add(
            at,
            "not a JSON Schema: " + violation.message(),
            SchemaTypes.hint(violation.pointer(), at)
                .orElse(
                    "see the keywords of JSON Schema 2020-12; a $ref leads into the same schema"));
      }
    }
    return JsonSchema.compile(wrong.isEmpty() ? json : Json.EMPTY_OBJECT);
  }

  /** The node that a JSON Pointer names, or the last one on its path that exists. */
  private static Tree at(Tree tree, String pointer) {
    Tree at = tree;
    for (String name : pointer.split("/", -1)) {
      if (at instanceof Tree.Mapping mapping) {
        at = mapping.get(name).orElse(at);
      }
    }
    return at;
  }
}

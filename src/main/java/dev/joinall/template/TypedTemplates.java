package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;

/** Compiles trees that must have a type, and reports an expression that can never have it. */
record TypedTemplates(Templates templates) {
  Template list(Tree tree, String example) {
    Problems problems = templates.problems();
    Template template = templates.compile(tree);
    boolean fits =
        switch (template) {
          case Template.Constant(Json json) -> json.kind() == Json.Kind.ARRAY;
          case Template.Computed(var expression) -> expression.mayBeList();
          case Template.Items _ -> true;
          case Template.Text _, Template.Members _ -> false;
        };
    if (!fits && !problems.hasProblemsAt(tree)) {
      boolean computed = template instanceof Template.Computed;
      problems.add(
          tree,
          "expected a list, got " + (computed ? "an expression that never gives one" : tree.noun()),
          example);
    }
    return template;
  }

  Template number(Tree tree, String noun, int min, int max) {
    Problems problems = templates.problems();
    Template template = templates.compile(tree);
    boolean fits =
        switch (template) {
          case Template.Constant(Json json) ->
              json.kind() == Json.Kind.NUMBER
                  && Numbers.compare(json.number(), (long) min) >= 0
                  && Numbers.compare(json.number(), (long) max) <= 0
                  && Numbers.equal(json.number(), json.number().longValue());
          case Template.Computed(var expression) -> isStatus(expression, min, max);
          default -> false;
        };
    if (!fits && !problems.hasProblemsAt(tree)) {
      problems.add(
          tree,
          "expected " + noun + " from " + min + " to " + max + ", or an expression that gives one",
          "for example 201, or \"${tasks.?x.hasValue() ? 200 : 404}\"");
    }
    return template;
  }

  /** Whether the expression may be such a number; checks constant numbers. */
  private static boolean isStatus(Expression expression, int min, int max) {
    return expression.mayBeNumber()
        && expression.numbers().stream().allMatch(it -> it >= min && it <= max);
  }
}

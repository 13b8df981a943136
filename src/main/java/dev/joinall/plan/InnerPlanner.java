package dev.joinall.plan;

import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.guard.Expect;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.plan.Inputs.In;
import dev.joinall.template.Budget;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Plans tasks that run another aggregation: the arguments that they pass, and the missing ones.
 *
 * @param plans the plans of the aggregations by name; an aggregation that cannot be planned is
 *     reported elsewhere
 */
record InnerPlanner(Map<String, Plan> plans, Problems problems) {
  private static final Template ABSENT = new Template.Constant(Json.NULL);
  private static final JsonSchema ANY = JsonSchema.compile(Json.EMPTY_OBJECT);
  private static final String BODY = "body";

  Work plan(
      Operation.Aggregation operation,
      Optional<Duration> timeout,
      Optional<Expect> expect,
      Templates templates) {
    Plan plan = plans.get(operation.name());
    if (plan == null) {
      return new Work.Call(scope -> Mono.empty());
    }
    checkStreams(plan, operation);
    Map<String, Tree> given = given(operation);
    List<Argument> arguments = new ArrayList<>();
    for (Argument input : inputs(plan.inputs())) {
      arguments.add(argument(input, given.remove(input.input()), operation, templates));
    }
    List<String> known = arguments.stream().map(Argument::input).toList();
    given.forEach((name, tree) -> unknown(name, tree, operation, known));
    arguments.add(outer("request.id", plan.inputs().id(), operation, templates));
    arguments.add(outer("request.time", plan.inputs().time(), operation, templates));
    plan.access()
        .client()
        .ifPresent(it -> arguments.add(outer("request.client", it, operation, templates)));
    plan.access()
        .caller()
        .ifPresent(it -> {
          arguments.add(outer("caller.id", it.id(), operation, templates));
          arguments.add(outer("caller.scopes", it.scopes(), operation, templates));
          arguments.add(outer("caller.claims", it.claims(), operation, templates));
          arguments.add(outer("caller.token", it.token(), operation, templates));
        });
    Duration limit =
        timeout.filter(it -> it.compareTo(plan.deadline()) < 0).orElse(plan.deadline());
    return new Work.Inner(plan, arguments, limit, expect);
  }

  /**
   * Reports a task that runs an aggregation with a stream. One without a route is reported at its
   * declaration.
   */
  private void checkStreams(Plan plan, Operation.Aggregation operation) {
    boolean body =
        plan.inputs()
            .body()
            .filter(it -> it.content().type() == BodyContent.Type.STREAM)
            .isPresent();
    if (plan.route().isPresent() && (plan.answer().streamed() || body)) {
      problems.add(
          operation.where(),
          "\"" + operation.name() + "\" passes on a stream, which is no value",
          "make another aggregation that reads it by another word of \"as\"");
    }
  }

  /** The arguments by their names in expressions, such as {@code query.size}. */
  private static Map<String, Tree> given(Operation.Aggregation operation) {
    Map<String, Tree> given = new LinkedHashMap<>();
    operation.path().forEach((name, tree) -> given.put(name(In.PATH, name), tree));
    operation.query().forEach((name, tree) -> given.put(name(In.QUERY, name), tree));
    operation.header().forEach((name, tree) -> given.put(name(In.HEADER, name), tree));
    operation.body().ifPresent(tree -> given.put(BODY, tree));
    return given;
  }

  private static String name(In in, String name) {
    return in.name().toLowerCase(Locale.ROOT) + "." + name;
  }

  private static List<Argument> inputs(Inputs inputs) {
    List<Argument> all = new ArrayList<>();
    for (Inputs.Parameter it : inputs.parameters()) {
      String name = name(it.in(), it.name());
      all.add(new Argument(name, ABSENT, it.required(), it.defaultValue(), it.schema(), it.slot()));
    }
    inputs
        .body()
        .map(it ->
            new Argument(BODY, ABSENT, true, Optional.empty(), Optional.of(it.schema()), it.slot()))
        .ifPresent(all::add);
    return all;
  }

  /** The argument. A constant that does not match the input is reported. */
  private Argument argument(
      Argument input, @Nullable Tree tree, Operation.Aggregation operation, Templates templates) {
    Argument argument = tree == null ? input : input.with(templates.compile(tree));
    if (argument.value() instanceof Template.Constant(Json constant)) {
      argument
          .violation(constant, Budget.standard()::take)
          .ifPresent(wrong ->
              problems.add(
                  tree == null ? operation.where() : tree,
                  "for \"" + operation.name() + "\", " + wrong,
                  tree == null ? "give it by with:, for example " + example(input) : ""));
    }
    return argument;
  }

  private static String example(Argument input) {
    String[] names = input.input().split("\\.", 2);
    return names.length == 1
        ? "with: { body: ... }"
        : "with: { %s: { %s: ... } }".formatted(names[0], names[1]);
  }

  private void unknown(
      String name, Tree tree, Operation.Aggregation operation, List<String> known) {
    problems.add(
        tree,
        "\"" + operation.name() + "\" has no input " + name,
        known.isEmpty() ? "it declares none" : Problems.suggest(name, known));
  }

  /**
   * An argument from the outer scope: the inner aggregation has the same request and the same
   * caller.
   */
  private static Argument outer(
      String name, int slot, Operation.Aggregation operation, Templates templates) {
    Template outer = templates.compile((Tree) Tree.Scalar.of(operation.where(), "${" + name + "}"));
    return new Argument(name, outer, false, Optional.empty(), Optional.of(ANY), slot);
  }
}

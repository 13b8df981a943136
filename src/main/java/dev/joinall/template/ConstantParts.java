package dev.joinall.template;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the parts of an expression that can never work, because a constant in them is invalid:
 * {@code objectId("x")}, a pattern with an error, an unknown time zone.
 */
record ConstantParts(Cel cel, CelAbstractSyntaxTree ast) {
  /** A part that fails, and the reason. */
  record Failure(long expression, String reason) {}

  /** Checks the argument at this index. The list, text or date of a method is argument 0. */
  private record Rule(int argument, Check check) {}

  private interface Check {
    /** Throws an exception if the text is invalid. */
    void use(String text);
  }

  private static final Rule PATTERN = new Rule(1, Patterns::compiled);
  private static final Rule NUMBER = new Rule(1, NumberPatterns::check);
  private static final Rule DATE = new Rule(1, DatePatterns::check);
  private static final Rule ZONE = new Rule(2, DateFunctions::zone);

  private static final Rule COUNT = new Rule(1, it -> ListFunctions.checkCount(Long.parseLong(it)));

  /** The functions of CEL also accept an offset without a sign: {@code 02:00}. */
  private static final Rule OFFSET =
      new Rule(1, zone -> DateFunctions.zone(zone.replaceFirst("^(?=\\d)", "+")));

  private static final Map<String, List<Rule>> RULES =
      Map.ofEntries(
          entry("matches", PATTERN),
          entry("regex.extract", PATTERN),
          entry("regex.extractAll", PATTERN),
          entry("regex.replace", PATTERN),
          entry("formatNumber", NUMBER, new Rule(2, Locales::of)),
          entry("parseNumber", NUMBER, new Rule(2, Locales::of)),
          entry("formatDate", DATE, ZONE, new Rule(3, Locales::of)),
          entry("parseDate", DATE, ZONE, new Rule(3, Locales::of)),
          entry("add", new Rule(2, DateFunctions::unit), new Rule(3, DateFunctions::zone)),
          entry("truncate", new Rule(1, DateFunctions::unit), ZONE),
          entry("hmac", new Rule(2, Digests::macOf)),
          entry("take", COUNT),
          entry("skip", COUNT),
          entry("math.round", new Rule(1, it -> NumberFunctions.digits(Long.parseLong(it)))),
          entry("getFullYear", OFFSET),
          entry("getMonth", OFFSET),
          entry("getDate", OFFSET),
          entry("getDayOfMonth", OFFSET),
          entry("getDayOfWeek", OFFSET),
          entry("getDayOfYear", OFFSET),
          entry("getHours", OFFSET),
          entry("getMinutes", OFFSET),
          entry("getSeconds", OFFSET),
          entry("getMilliseconds", OFFSET));

  /** Functions that read files at their first use, which must not happen on an event loop. */
  private static final Map<String, Runnable> LOADED =
      Map.of(
          "uuid", Digests::load,
          "sha256", Digests::load,
          "hmac", Digests::load,
          "formatNumber", Locales::load,
          "parseNumber", Locales::load,
          "formatDate", Locales::load,
          "parseDate", Locales::load,
          "add", Locales::load,
          "truncate", Locales::load);

  private static final Set<String> DIVISIONS = Set.of("_/_", "_%_");

  private static Map.Entry<String, List<Rule>> entry(String function, Rule... rules) {
    return Map.entry(function, List.of(rules));
  }

  List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    AstNodes.of(ast)
        .filter(node -> node.getKind() == Kind.CALL)
        .forEach(node -> failure(node).ifPresent(failures::add));
    return failures;
  }

  private Optional<Failure> failure(CelNavigableExpr node) {
    boolean isWhole = isConstant(node) && node.parent().filter(ConstantParts::isConstant).isEmpty();
    try {
      Meter.on(
          Budget.standard(),
          () -> {
            if (isWhole) {
              evaluate(node.expr());
            }
            check(node.expr(), isConstant(node));
            return true;
          });
      return Optional.empty();
    } catch (Meter.Ended e) {
      return Optional.empty();
    } catch (CelEvaluationException | RuntimeException e) {
      return Optional.of(new Failure(node.expr().id(), CelErrorText.reason(e.getMessage())));
    }
  }

  private static boolean isConstant(CelNavigableExpr node) {
    return node.allNodes()
        .map(CelNavigableExpr::getKind)
        .noneMatch(kind -> kind == Kind.IDENT || kind == Kind.COMPREHENSION);
  }

  private void evaluate(CelExpr part) throws CelEvaluationException {
    CelAbstractSyntaxTree alone =
        CelAbstractSyntaxTree.newCheckedAst(
            part, ast.getSource(), ast.getReferenceMap(), ast.getTypeMap());
    var _ = cel.createProgram(NumberOverloads.in(alone)).eval();
  }

  /**
   * @param within whether the call is a part of a constant expression, which may not evaluate it:
   *     {@code true || 1 / 0}
   */
  private void check(CelExpr call, boolean within) {
    LOADED.getOrDefault(call.call().function(), () -> {}).run();
    List<CelExpr> arguments = new ArrayList<>();
    call.call().target().ifPresent(arguments::add);
    arguments.addAll(call.call().args());
    if (!within && DIVISIONS.contains(call.call().function()) && isZero(arguments.getLast())) {
      throw new IllegalArgumentException("a division by zero");
    }
    for (Rule rule : RULES.getOrDefault(call.call().function(), List.of())) {
      if (rule.argument() < arguments.size()) {
        constant(arguments.get(rule.argument())).ifPresent(rule.check()::use);
      }
    }
  }

  /** The whole numbers written as results: {@code c ? 200 : 404}. */
  static List<Long> numbers(CelExpr expr) {
    if (AstNodes.isCall(expr, "_?_:_")) {
      List<Long> both = new ArrayList<>(numbers(expr.call().args().get(1)));
      both.addAll(numbers(expr.call().args().get(2)));
      return both;
    }
    return AstNodes.isConstant(expr, CelConstant.Kind.INT64_VALUE)
        ? List.of(expr.constant().int64Value())
        : List.of();
  }

  /** Whether all results are whole numbers in the expression. */
  static boolean isOneOfNumbers(CelExpr expr) {
    return AstNodes.isCall(expr, "_?_:_")
        ? isOneOfNumbers(expr.call().args().get(1)) && isOneOfNumbers(expr.call().args().get(2))
        : !numbers(expr).isEmpty();
  }

  private static boolean isZero(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
        && switch (expr.constant().getKind()) {
          case INT64_VALUE -> expr.constant().int64Value() == 0;
          case DOUBLE_VALUE -> expr.constant().doubleValue() == 0;
          default -> false;
        };
  }

  /** The constant as a text, or a whole number as text. */
  private static Optional<String> constant(CelExpr expr) {
    if (expr.getKind() != Kind.CONSTANT) {
      return Optional.empty();
    }
    return switch (expr.constant().getKind()) {
      case STRING_VALUE -> Optional.of(expr.constant().stringValue());
      case INT64_VALUE -> Optional.of(String.valueOf(expr.constant().int64Value()));
      default -> Optional.empty();
    };
  }
}

package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationListener;
import java.util.List;
import java.util.Map;

/**
 * Charges the nodes of an expression as they are evaluated: each is a step, and a list or a map
 * that it writes is made. So a loop pays for each turn, whatever it does.
 *
 * <p>It is told only of nodes that succeed. Where CEL goes on after a failure (the next turn of a
 * loop, the other side of {@code ||} and {@code &&}), the exception has cost far more than a step:
 * it is noticed by the node that is missing.
 */
final class StepCharges {
  /** What must have succeeded before the node of that id does; zero where nothing is looked at. */
  private final int[] before;

  /** The loop that ends with the node of that id; its condition must be met by a step. */
  private final int[] stepOf;

  private final int[] conditionOf;

  /** Nodes that have to be true or false. CEL says what else they are, as long as that may be. */
  private final boolean[] conditions;

  /** Of a loop that has not begun, no turn has failed. */
  private final boolean[] begun;

  StepCharges(CelAbstractSyntaxTree ast) {
    List<CelExpr> nodes =
        CelNavigableAst.fromAst(ast).getRoot().allNodes().map(node -> node.expr()).toList();
    int size = 1 + nodes.stream().mapToInt(node -> (int) node.id()).max().orElse(0);
    before = new int[size];
    stepOf = new int[size];
    conditionOf = new int[size];
    begun = new boolean[size];
    conditions = new boolean[size];
    for (CelExpr node : nodes) {
      int id = (int) node.id();
      if (node.getKind() == Kind.CALL && isLogical(node.call().function())) {
        before[id] = (int) node.call().args().getFirst().id();
        node.call().args().forEach(argument -> conditions[(int) argument.id()] = true);
      } else if (node.getKind() == Kind.CALL && node.call().function().equals("_?_:_")) {
        conditions[(int) node.call().args().getFirst().id()] = true;
      } else if (node.getKind() == Kind.COMPREHENSION) {
        stepOf[(int) node.comprehension().loopCondition().id()] =
            (int) node.comprehension().loopStep().id();
        begun[(int) node.comprehension().loopStep().id()] = true;
        conditionOf[id] = (int) node.comprehension().loopCondition().id();
      }
    }
  }

  private static boolean isLogical(String function) {
    return function.equals("_||_") || function.equals("_&&_");
  }

  /** For one evaluation. */
  CelEvaluationListener listener(Budget budget) {
    boolean[] met = begun.clone();
    return (node, value) -> {
      Meter.look(budget, Cost.STEP);
      int id = (int) node.id();
      if (conditions[id] && !(value instanceof Boolean)) {
        throw new Meter.Ended(
            new InvalidExpression("a part of the expression has to be true or false, and is not"));
      }
      met[id] = true;
      if (before[id] != 0) {
        failed(budget, met, before[id]);
      } else if (stepOf[id] != 0) {
        // The turn before this one: the first of a loop has none, so the end of a loop says "met".
        failed(budget, met, stepOf[id]);
      } else if (conditionOf[id] != 0) {
        met[stepOf[conditionOf[id]]] = true;
      }
      made(budget, node, value);
    };
  }

  private static void failed(Budget budget, boolean[] met, int id) {
    if (!met[id]) {
      Meter.look(budget, Cost.FAILURE);
    }
    met[id] = false;
  }

  private static void made(Budget budget, CelExpr node, Object value) {
    switch (node.getKind()) {
      case LIST ->
          Meter.make(budget, Cost.OBJECT + (long) Cost.PLACE * node.list().elements().size());
      case MAP ->
          Meter.make(budget, 2L * Cost.OBJECT + (long) Cost.ENTRY * node.map().entries().size());
      case COMPREHENSION -> {
        if (value instanceof List<?> list) {
          Meter.look(budget, list.size());
          Meter.make(budget, (long) Cost.PLACE * list.size());
        } else if (value instanceof Map<?, ?> map) {
          Meter.look(budget, map.size());
        }
      }
      default -> {}
    }
  }
}

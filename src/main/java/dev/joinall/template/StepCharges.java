package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.runtime.CelEvaluationListener;
import java.util.List;
import java.util.Map;

/**
 * Charges the nodes of an expression while they are evaluated: each node is a step, and each list
 * or map literal allocates memory. So a loop is charged for each iteration, independent of its
 * body.
 *
 * <p>The listener is called only for nodes that succeed. If CEL continues after a failure (the next
 * iteration of a loop, the other side of {@code ||} and {@code &&}), the exception costs far more
 * than a step. Such a failure is detected by the missing report of its node.
 */
final class StepCharges {
  /**
   * The id of the node that must have succeeded before the node with this id; zero if not checked.
   */
  private final int[] before;

  /** The step of the loop whose condition has this id. */
  private final int[] stepOf;

  private final int[] conditionOf;

  /** AstNodes that must be boolean. CEL's own message would quote any other value in full. */
  private final boolean[] conditions;

  private final int[] prices;

  /** The initial state: in a loop that has not started, no iteration has failed. */
  private final boolean[] begun;

  StepCharges(CelAbstractSyntaxTree ast) {
    List<CelExpr> nodes = AstNodes.expressions(ast).toList();
    int size = 1 + nodes.stream().mapToInt(node -> (int) node.id()).max().orElse(0);
    before = new int[size];
    stepOf = new int[size];
    conditionOf = new int[size];
    begun = new boolean[size];
    conditions = new boolean[size];
    prices = new int[size];
    for (CelExpr node : nodes) {
      int id = (int) node.id();
      // The interpreter itself evaluates type(...), and converts its result to a CEL value.
      prices[id] = AstNodes.isCall(node, "type") ? 4 * Cost.STEP : Cost.STEP;
      if (AstNodes.isCall(node, "_||_") || AstNodes.isCall(node, "_&&_")) {
        before[id] = (int) node.call().args().getFirst().id();
        node.call().args().forEach(argument -> conditions[(int) argument.id()] = true);
      } else if (AstNodes.isCall(node, "_?_:_")) {
        conditions[(int) node.call().args().getFirst().id()] = true;
      } else if (node.getKind() == Kind.COMPREHENSION) {
        stepOf[(int) node.comprehension().loopCondition().id()] =
            (int) node.comprehension().loopStep().id();
        begun[(int) node.comprehension().loopStep().id()] = true;
        conditionOf[id] = (int) node.comprehension().loopCondition().id();
      }
    }
  }

  /** Creates the listener of one evaluation. */
  CelEvaluationListener listener(Budget budget) {
    boolean[] met = begun.clone();
    return (node, value) -> {
      int id = (int) node.id();
      Meter.chargeElements(budget, prices[id]);
      if (conditions[id] && !(value instanceof Boolean)) {
        throw new Meter.Ended(
            new InvalidExpression("a part of the expression must be true or false, and is not"));
      }
      met[id] = true;
      if (before[id] != 0) {
        failed(budget, met, before[id]);
      } else if (stepOf[id] != 0) {
        // The previous iteration. The first one has none, so the end of a loop marks it as met.
        failed(budget, met, stepOf[id]);
      } else if (conditionOf[id] != 0) {
        met[stepOf[conditionOf[id]]] = true;
      }
      chargeCreated(budget, node, value);
    };
  }

  private static void failed(Budget budget, boolean[] met, int id) {
    if (!met[id]) {
      Meter.chargeElements(budget, Cost.FAILURE);
    }
    met[id] = false;
  }

  private static void chargeCreated(Budget budget, CelExpr node, Object value) {
    switch (node.getKind()) {
      case LIST ->
          Meter.chargeBytes(
              budget, Cost.OBJECT + (long) Cost.PLACE * node.list().elements().size());
      case MAP ->
          Meter.chargeBytes(
              budget, 2L * Cost.OBJECT + (long) Cost.ENTRY * node.map().entries().size());
      case COMPREHENSION -> {
        if (value instanceof List<?> list) {
          Meter.chargeElements(budget, list.size());
          Meter.chargeBytes(budget, (long) Cost.PLACE * list.size());
        } else if (value instanceof Map<?, ?> map) {
          Meter.chargeElements(budget, map.size());
        }
      }
      default -> {}
    }
  }
}

package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.joinall.template.PathExpression.Element;
import dev.joinall.template.PathExpression.Member;
import dev.joinall.template.PathExpression.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the members of roots that an expression reads, in a checked syntax tree. */
record ReferenceFinder(CelAbstractSyntaxTree ast, SymbolTable symbols) {
  /**
   * All members that the expression reads. A member that {@code has} tests in one place may be
   * missing in all.
   */
  Set<Reference> members() {
    List<Reference> found = nodes().flatMap(node -> member(node).stream()).toList();
    return found.stream()
        .map(reference ->
            new Reference(reference.group(), reference.member(), isTolerated(reference, found)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The parts of each task's outcome that the expression reads. */
  Map<String, ReplyParts> outcomes() {
    Map<String, ReplyParts> read = new HashMap<>();
    nodes()
        .forEach(node ->
            member(node)
                .filter(it -> it.group().equals(SymbolTable.OUTCOMES))
                .ifPresent(it -> read.merge(it.member(), partsOf(node), ReplyParts::and)));
    return read;
  }

  /** All parts, unless the outcome is read by the name of a member. */
  private static ReplyParts partsOf(CelNavigableExpr outcome) {
    return outcome
        .parent()
        .map(CelNavigableExpr::expr)
        .flatMap(parent -> memberOf(parent, outcome.expr()))
        .map(ReplyParts::of)
        .orElse(ReplyParts.ALL);
  }

  private static Optional<String> memberOf(CelExpr expr, CelExpr operand) {
    if (expr.getKind() == Kind.SELECT) {
      return Optional.of(expr.select().field());
    }
    boolean selects =
        expr.getKind() == Kind.CALL
            && expr.call().args().size() == 2
            && Set.of("_?._", "_[?_]", "_[_]").contains(expr.call().function())
            && expr.call().args().get(0).id() == operand.id();
    return selects ? AstNodes.text(expr.call().args().get(1)) : Optional.empty();
  }

  private static boolean isTolerated(Reference reference, List<Reference> found) {
    return found.contains(new Reference(reference.group(), reference.member(), true));
  }

  /** The roots without members that are read. */
  List<String> roots() {
    return nodes()
        .map(CelNavigableExpr::expr)
        .filter(expr -> expr.getKind() == Kind.IDENT)
        .map(expr -> expr.ident().name())
        .filter(symbols.roots()::containsKey)
        .toList();
  }

  /** Groups that are used as a whole, so that the members read are unknown. */
  List<String> wholeGroups() {
    return nodes()
        .filter(node -> isGroup(node.expr()))
        .filter(node -> node.parent().flatMap(this::member).isEmpty())
        .map(node -> node.expr().ident().name())
        .toList();
  }

  /** An expression that is only a path: its root, and the remaining parts. */
  record Path(String root, List<Part> parts) {
    String text() {
      return root
          + parts.stream()
              .map(part ->
                  switch (part) {
                    case Member(String name) -> "." + name;
                    case Element(int index) -> "[" + index + "]";
                  })
              .collect(Collectors.joining());
    }
  }

  /** The path, if the whole expression is a path such as {@code tasks.product.related[0]}. */
  Optional<Path> path() {
    return path(ast.getExpr(), false);
  }

  /** The longest paths in the expression whose value must not be missing. */
  List<Path> paths() {
    return nodes()
        .filter(node -> path(node.expr(), true).isPresent())
        .filter(node -> node.parent().flatMap(it -> path(it.expr(), true)).isEmpty())
        .flatMap(node -> path(node.expr(), true).stream())
        .toList();
  }

  /**
   * The path, if this expression is one.
   *
   * @param byText whether {@code ["name"]} counts as a part
   */
  static Optional<Path> path(CelExpr from, boolean byText) {
    List<Part> parts = new ArrayList<>();
    CelExpr expr = from;
    while (true) {
      if (expr.getKind() == Kind.SELECT && !expr.select().testOnly()) {
        parts.addFirst(new Member(expr.select().field()));
        expr = expr.select().operand();
      } else if (isElement(expr)) {
        parts.addFirst(new Element((int) expr.call().args().get(1).constant().int64Value()));
        expr = expr.call().args().get(0);
      } else if (byText && memberByText(expr).isPresent()) {
        parts.addFirst(new Member(memberByText(expr).get()));
        expr = expr.call().args().get(0);
      } else {
        break;
      }
    }
    return expr.getKind() == Kind.IDENT
        ? Optional.of(new Path(expr.ident().name(), parts))
        : Optional.empty();
  }

  private static Optional<String> memberByText(CelExpr expr) {
    return AstNodes.isCall(expr, "_[_]")
        ? AstNodes.text(expr.call().args().get(1))
        : Optional.empty();
  }

  /** Whether it reads an element of a list by a constant index. */
  private static boolean isElement(CelExpr expr) {
    if (!AstNodes.isCall(expr, "_[_]")) {
      return false;
    }
    CelExpr index = expr.call().args().get(1);
    return AstNodes.isConstant(index, CelConstant.Kind.INT64_VALUE)
        && index.constant().int64Value() == (int) index.constant().int64Value();
  }

  private Stream<CelNavigableExpr> nodes() {
    return AstNodes.of(ast);
  }

  private Optional<Reference> member(CelNavigableExpr node) {
    CelExpr expr = node.expr();
    if (expr.getKind() == Kind.SELECT && isGroup(expr.select().operand())) {
      return Optional.of(
          read(expr.select().operand(), expr.select().field(), expr.select().testOnly()));
    }
    if (expr.getKind() == Kind.CALL
        && expr.call().args().size() == 2
        && isGroup(expr.call().args().get(0))
        && AstNodes.text(expr.call().args().get(1)).isPresent()) {
      String name = AstNodes.text(expr.call().args().get(1)).get();
      boolean tolerant = expr.call().function().contains("?");
      return switch (expr.call().function()) {
        case "_?._", "_[?_]", "_[_]" ->
            Optional.of(read(expr.call().args().get(0), name, tolerant));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Reference read(CelExpr group, String member, boolean tolerant) {
    return new Reference(group.ident().name(), member, tolerant);
  }

  /**
   * Whether it is a group: a variable of a comprehension may have a group's name, but not its type.
   */
  private boolean isGroup(CelExpr expr) {
    return expr.getKind() == Kind.IDENT
        && symbols.groups().containsKey(expr.ident().name())
        && ast.getType(expr.id()).filter(Language::isGroup).isPresent();
  }
}

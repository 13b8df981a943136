package dev.joinall.template;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reports mistakes in an expression whose types are correct. */
record ExpressionChecks(Tree.Scalar scalar, Placeholders.Code code, Problems problems) {
  private static final Pattern FOREIGN =
      Pattern.compile("(\\$\\(|\\{\\{ ?|<%= ?|#\\{|%\\{)([a-z]+)\\.");

  /** A statement of a template engine. */
  private static final Pattern STATEMENT =
      Pattern.compile("\\{%-? ?(?:if|for|set|else|elif|endif|endfor|include|block)\\b");

  void check(Cel cel, CelAbstractSyntaxTree ast, ReferenceFinder found, SymbolTable symbols) {
    for (String whole : found.wholeGroups()) {
      problems.add(
          inside(scalar, code.start()),
          scalar.path(),
          "\"" + whole + "\" is not a value",
          "read a member of it, for example " + whole + ".name");
    }
    for (String number : RoundedLiterals.rounded(code.text(), ast)) {
      problems.add(
          inside(scalar, code.start()),
          scalar.path(),
          "the number " + number + " has more digits than an expression holds",
          "compare texts instead, for example string(a) == \"" + number + "\"");
    }
    for (ConstantParts.Failure failure : new ConstantParts(cel, ast).failures()) {
      int at = ast.getSource().getPositionsMap().getOrDefault(failure.expression(), 0);
      problems.add(
          inside(scalar, code.start() + CelErrorText.column(code.text(), at)),
          scalar.path(),
          "this can never be evaluated: " + failure.reason(),
          "docs/expressions.md shows each function with an example");
    }
    Stream.of(
            OutcomeWords.in(ast, symbols),
            OutcomeReads.in(ast, symbols),
            ImpossibleConditions.in(ast, symbols))
        .flatMap(List::stream)
        .forEach(it -> {
          int at = ast.getSource().getPositionsMap().getOrDefault(it.expression(), 0);
          problems.add(inside(scalar, code.start() + at), scalar.path(), it.message(), it.hint());
        });
    checkPaths(found, symbols);
  }

  private void checkPaths(ReferenceFinder found, SymbolTable symbols) {
    for (ReferenceFinder.Path path : found.paths()) {
      unknown(path, symbols)
          .ifPresent(it ->
              problems.add(
                  inside(scalar, code.start()),
                  scalar.path(),
                  it.noun().isEmpty()
                      ? "the schema of \"" + path.text() + "\" has no member \"" + it.part() + "\""
                      : it.noun() + " has no member \"" + it.part() + "\"",
                  it.hint()));
      if (path.parts().size() > 1
          && path.parts().get(0) instanceof PathExpression.Member(String name)
          && path.parts().get(1) instanceof PathExpression.Member(String member)
          && symbols.isList(path.root(), name)) {
        problems.add(
            inside(scalar, code.start()),
            scalar.path(),
            "a list has no member \"" + member + "\"",
            member.equals("length")
                ? "the number of its items is " + path.root() + "." + name + ".size()"
                : "each of its items is read by map: list.map(x, x." + member + ")");
      }
    }
  }

  private static Optional<Shape.Unknown> unknown(ReferenceFinder.Path path, SymbolTable symbols) {
    return PathTypes.declared(path, symbols).unknown(PathTypes.within(path));
  }

  /** Reports an expression in the syntax of another language, which would be sent as text. */
  static void foreign(Tree.Scalar scalar, String literal, SymbolTable symbols, Problems problems) {
    Matcher statement = STATEMENT.matcher(literal);
    if (statement.find()) {
      problems.add(
          scalar,
          "\"" + statement.group() + "\" begins no statement here",
          "one of two values is ${c ? a : b}, a list is made by list.map(x, ...)");
    }
    Matcher matcher = FOREIGN.matcher(literal);
    if (matcher.find()
        && (symbols.groups().containsKey(matcher.group(2))
            || symbols.roots().containsKey(matcher.group(2)))) {
      problems.add(
          scalar,
          "\"" + matcher.group(1) + matcher.group(2) + "\" begins no expression here",
          "write ${"
              + matcher.group(2)
              + "...}, or ${'"
              + matcher.group(1)
              + "'} for the characters themselves");
    }
  }

  /**
   * The position of a character of a scalar; the position of the beginning if the scalar has
   * several lines.
   */
  static Position inside(Tree.Scalar scalar, int offset) {
    Position at = scalar.at();
    return scalar.text().indexOf('\n') >= 0 ? at : new Position(at.line(), at.column() + offset);
  }
}

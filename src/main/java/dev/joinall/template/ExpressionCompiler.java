package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the text of one {@code ${...}} to an {@link Expression}, and records the names that it
 * reads. Reports an invalid expression and compiles it to null. Used at start-up only; not
 * thread-safe.
 */
final class ExpressionCompiler {
  private final SymbolTable symbols;
  private final Problems problems;
  private final Language language;
  private final boolean missingIsNull;
  private final boolean itemIsInput;
  private final Set<Reference> reads = new LinkedHashSet<>();
  private final Set<String> roots = new LinkedHashSet<>();
  private final List<Template> inputs = new ArrayList<>();
  private final List<KeyPart> compiled = new ArrayList<>();

  ExpressionCompiler(
      SymbolTable symbols,
      Problems problems,
      Language language,
      boolean missingIsNull,
      boolean itemIsInput) {
    this.symbols = symbols;
    this.problems = problems;
    this.language = language;
    this.missingIsNull = missingIsNull;
    this.itemIsInput = itemIsInput;
  }

  ExpressionCompiler fresh() {
    return new ExpressionCompiler(symbols, problems, language, missingIsNull, itemIsInput);
  }

  ExpressionCompiler forItems(boolean isInput) {
    return new ExpressionCompiler(symbols, problems, language, missingIsNull, isInput);
  }

  ExpressionCompiler missingIsNull() {
    return new ExpressionCompiler(symbols, problems, language, true, itemIsInput);
  }

  Set<Reference> reads() {
    return Set.copyOf(reads);
  }

  boolean reads(String root) {
    return roots.contains(root);
  }

  void read(Reference reference) {
    reads.add(reference);
  }

  List<Template> inputs() {
    return List.copyOf(inputs);
  }

  /** All expressions compiled so far, in order. */
  List<KeyPart> compiled() {
    return List.copyOf(compiled);
  }

  Expression compile(Tree.Scalar scalar, Placeholders.Code code, Optional<CelType> expected) {
    try {
      CelValidationResult result = language.cel().parse(code.text());
      // After a syntax error, later errors are guesses of the parser.
      int maxIssues = result.hasError() ? 1 : Integer.MAX_VALUE;
      if (!result.hasError()) {
        CelAbstractSyntaxTree typed = NullLiterals.typed(result.getAst());
        result = NumberMixing.check(language.cel(), new IndexedNames(symbols).in(typed));
      }
      if (!result.hasError()) {
        return checked(scalar, code, result.getAst(), expected);
      }
      for (CelIssue issue : result.getErrors().stream().limit(maxIssues).toList()) {
        int column = Math.max(0, issue.getSourceLocation().getColumn());
        int at = CelErrorText.column(code.text(), column);
        new CelErrorText(symbols, code.text(), column, issue.getMessage())
            .to(problems, ExpressionChecks.inside(scalar, code.start() + at), scalar.path());
      }
    } catch (CelValidationException | CelEvaluationException e) {
      problems.add(scalar, "this expression can't be compiled: " + e.getMessage(), "");
    }
    return new PathExpression(code.text(), 0, List.of(), false, false, SimpleType.DYN);
  }

  private Expression checked(
      Tree.Scalar scalar,
      Placeholders.Code code,
      CelAbstractSyntaxTree ast,
      Optional<CelType> expected)
      throws CelEvaluationException {
    var found = new ReferenceFinder(ast, symbols);
    // A null value is detected only at run time, as a value that is not a boolean.
    CelType type = TypeNames.plain(ast.getResultType());
    if (expected.isPresent() && !type.equals(expected.get()) && !type.equals(SimpleType.DYN)) {
      problems.add(
          ExpressionChecks.inside(scalar, code.start()),
          scalar.path(),
          "this must be true or false, the expression gives " + TypeNames.noun(type),
          "compare it with something, for example == or >");
    }
    new ExpressionChecks(scalar, code, problems).check(language.cel(), ast, found, symbols);
    Streams.check(found, symbols, scalar, code, problems);
    roots.addAll(found.roots());
    boolean ofInputs = InputRoots.isOfInputs(found, itemIsInput);
    found.members().forEach(reference -> read(reference, scalar, code));
    found.outcomes().forEach(symbols::read);
    found.paths().stream()
        .filter(it -> InputRoots.contains(it.root()))
        .flatMap(it -> Optional.ofNullable(path(code.text(), it, true, SimpleType.DYN)).stream())
        .forEach(it -> inputs.add(new Template.Computed(it)));
    Expression expression = expression(code.text(), ast, found, ofInputs);
    compiled.add(KeyPart.of(code.text(), expression, found, isRandom(ast)));
    return expression;
  }

  private Expression expression(
      String written, CelAbstractSyntaxTree ast, ReferenceFinder found, boolean ofInputs)
      throws CelEvaluationException {
    @Nullable Expression path =
        found
            .path()
            .map(it -> path(written, it, ofInputs, PathTypes.of(it, ast.getResultType(), symbols)))
            .orElse(null);
    if (path != null) {
      return path;
    }
    CelAbstractSyntaxTree read = missingIsNull ? MissingMembers.asNull(language.cel(), ast) : ast;
    return cel(written, read, found, ofInputs);
  }

  /** If an expression tolerates a missing value in one place, it tolerates it in all. */
  private Expression cel(
      String written, CelAbstractSyntaxTree ast, ReferenceFinder found, boolean ofInputs)
      throws CelEvaluationException {
    Set<Reference> nullable =
        missingIsNull
            ? found.members().stream().filter(it -> !it.tolerant()).collect(Collectors.toSet())
            : Set.of();
    return new CelExpression(
        written,
        language.cel().createProgram(NumberOverloads.in(ast)),
        new StepCharges(ast),
        symbols,
        nullable,
        ofInputs,
        ast.getResultType(),
        found.members().isEmpty() && found.roots().isEmpty() && !isRandom(ast),
        ConstantParts.numbers(ast.getExpr()),
        ConstantParts.isOneOfNumbers(ast.getExpr()));
  }

  private static boolean isRandom(CelAbstractSyntaxTree ast) {
    return AstNodes.of(ast).anyMatch(it -> AstNodes.isCall(it.expr(), "uuid"));
  }

  private void read(Reference reference, Tree.Scalar scalar, Placeholders.Code code) {
    if (symbols.find(reference.group(), Optional.of(reference.member())).isPresent()) {
      reads.add(reference);
      symbols.read(reference);
    } else {
      CelErrorText.unknownMember(symbols, reference.group(), reference.member())
          .to(problems, ExpressionChecks.inside(scalar, code.start()), scalar.path());
    }
  }

  private @Nullable Expression path(
      String written, ReferenceFinder.Path path, boolean ofInputs, CelType type) {
    List<PathExpression.Part> parts = path.parts();
    SymbolTable.Member root = symbols.roots().get(path.root());
    if (root != null && root.isTime()) {
      return null;
    }
    if (root != null) {
      return new PathExpression(written, root.slot(), parts, missingIsNull, ofInputs, type);
    }
    if (parts.isEmpty() || !(parts.getFirst() instanceof PathExpression.Member(String name))) {
      return null;
    }
    return symbols
        .find(path.root(), Optional.of(name))
        .map(found ->
            new PathExpression(
                written,
                found.slot(),
                parts.subList(1, parts.size()),
                missingIsNull,
                ofInputs,
                type))
        .orElse(null);
  }
}

package dev.joinall.template;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles trees to {@link Template}s with a {@link SymbolTable}, and records what they read. An
 * invalid expression is reported and compiles to null, so that the rest is checked as well. Used at
 * start-up only; not thread-safe.
 */
public final class Templates {
  private static final Set<String> INPUTS =
      Set.of(SymbolTable.PATH, SymbolTable.QUERY, SymbolTable.HEADER, SymbolTable.BODY);
  private static final Set<String> INPUTS_AND_ITEMS =
      Set.of(
          SymbolTable.PATH,
          SymbolTable.QUERY,
          SymbolTable.HEADER,
          SymbolTable.BODY,
          SymbolTable.ITEM,
          SymbolTable.KEYS);
  private static final Set<String> NOT_FOUND_BY_TASKS =
      Set.of(SymbolTable.REQUEST, SymbolTable.ENV, SymbolTable.INDEX);
  private static final Template NULL = new Template.Constant(Json.NULL);

  private final SymbolTable symbols;
  private final Problems problems;
  private final Cel cel;
  private final boolean missingIsNull;
  private final boolean itemIsInput;
  private final Set<Reference> reads = new LinkedHashSet<>();
  private final Set<String> roots = new LinkedHashSet<>();
  private final List<Template> inputs = new ArrayList<>();
  private boolean takesBody;

  public Templates(SymbolTable symbols, Problems problems) {
    this(symbols, problems, Language.over(symbols), false, false);
  }

  private Templates(
      SymbolTable symbols, Problems problems, Cel cel, boolean missingIsNull, boolean itemIsInput) {
    this.symbols = symbols;
    this.problems = problems;
    this.cel = cel;
    this.missingIsNull = missingIsNull;
    this.itemIsInput = itemIsInput;
  }

  /** The same symbol table, with nothing read yet. */
  public Templates fresh() {
    return new Templates(symbols, problems, cel, missingIsNull, itemIsInput);
  }

  /**
   * The same symbol table, with nothing read yet.
   *
   * @param isInput whether the items of the list are what the client sent
   */
  public Templates forItems(boolean isInput) {
    return new Templates(symbols, problems, cel, missingIsNull, isInput);
  }

  /** The same symbol table, with nothing read yet; a missing value is null instead of an error. */
  public Templates missingIsNull() {
    return new Templates(symbols, problems, cel, true, itemIsInput);
  }

  public Problems problems() {
    return problems;
  }

  /** The references of everything compiled so far. */
  public Set<Reference> reads() {
    return Set.copyOf(reads);
  }

  /** The inputs that the expressions compiled so far need. */
  public List<Template> inputs() {
    return List.copyOf(inputs);
  }

  /** A tree as it is, without expressions. */
  public static Json plain(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> Json.of(scalar.value());
      case Tree.Sequence sequence ->
          Json.of(sequence.items().stream().map(Templates::plain).toList());
      case Tree.Mapping mapping -> {
        Map<String, Json> members = new LinkedHashMap<>();
        mapping.entries().forEach((name, member) -> members.put(name, plain(member)));
        yield Json.of(members);
      }
    };
  }

  /** Whether anything compiled so far reads this root, which has no members. */
  public boolean reads(String root) {
    return roots.contains(root);
  }

  /** Whether a template is exactly a variable that holds several segments of a path. */
  public boolean isSegments(Template template) {
    return template instanceof Template.Computed(PathExpression path)
        && path.parts().isEmpty()
        && symbols.isSegments(path.slot());
  }

  /** Whether a tree is exactly the body of the request, which is a stream; then it is taken. */
  public boolean takeBody(Tree tree) {
    boolean takes = Streams.take(tree, SymbolTable.BODY, symbols, problems).isPresent();
    takesBody |= takes;
    return takes;
  }

  /** Whether anything compiled so far takes the body as a stream. */
  public boolean takesBody() {
    return takesBody;
  }

  /** The task of which a tree is exactly the value, if that is a stream; then it is taken. */
  public Optional<String> takeTask(Tree tree) {
    Optional<String> task = Streams.take(tree, SymbolTable.TASKS, symbols, problems);
    task.ifPresent(it -> reads.add(new Reference(SymbolTable.TASKS, it, false)));
    return task;
  }

  public Template compile(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar -> scalar(scalar);
      case Tree.Sequence sequence -> {
        List<Template> items = sequence.items().stream().map(this::compile).toList();
        yield constant(items, new Template.Items(items));
      }
      case Tree.Mapping written -> {
        Tree.Mapping mapping = OptionalKeys.read(written, problems);
        Map<String, Template> members = compile(mapping.entries());
        yield constant(
            List.copyOf(members.values()), new Template.Members(members, mapping.optional()));
      }
    };
  }

  public Map<String, Template> compile(Map<String, Tree> trees) {
    Map<String, Template> compiled = new LinkedHashMap<>();
    trees.forEach((name, tree) -> compiled.put(name, compile(tree)));
    return compiled;
  }

  public List<Template> compile(List<Tree> trees) {
    return trees.stream().map(this::compile).toList();
  }

  /** Compiles a boolean expression. */
  public Condition condition(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      if (scalar.value() instanceof Boolean constant) {
        return new ConstantCondition(constant);
      }
      List<Placeholders.Piece> pieces = Placeholders.split(scalar.text());
      if (pieces.size() == 1 && pieces.getFirst() instanceof Placeholders.Code code) {
        Expression expression = expression(scalar, code, Optional.of(SimpleType.BOOL));
        if (expression.isConstant()) {
          return constant(expression);
        }
        return scope -> {
          Object value = expression.value(scope);
          try {
            return Condition.test(value, code.text());
          } catch (InvalidExpression e) {
            throw expression.blamed(e);
          }
        };
      }
    }
    problems.add(tree, "expected a condition, got " + tree.noun(), conditionHint(tree));
    return scope -> false;
  }

  private static String conditionHint(Tree tree) {
    if (tree instanceof Tree.Scalar scalar && scalar.value() instanceof String text) {
      if (text.equals("true") || text.equals("false")) {
        return "write " + text + " without quotes";
      }
      if (text.contains("${")) {
        return "write all of it within one ${...}";
      }
      if (!text.isBlank()) {
        return "a condition is an expression, such as \"${query.n > 1}\"";
      }
    }
    return "for example \"${path.n > 1}\"";
  }

  /** What fails for every request is told by the checks of the expression, or at run time. */
  private static Condition constant(Expression expression) {
    try {
      Object value = expression.value(nowhere());
      return value instanceof Boolean it ? new ConstantCondition(it) : scope -> false;
    } catch (InvalidExpression e) {
      return scope -> {
        throw expression.blamed(e);
      };
    }
  }

  private static Scope nowhere() {
    return new Scope(0, () -> 0, 0, Trace.NONE, Budget.unbounded());
  }

  /** Whether it can't be told that a template never gives a number. */
  public static boolean mayBeNumber(Template template) {
    return !(template instanceof Template.Computed(var expression)) || expression.mayBeNumber();
  }

  /** Whether it can't be told that a template never gives a list. */
  public static boolean mayBeList(Template template) {
    return !(template instanceof Template.Computed(var expression)) || expression.mayBeList();
  }

  /**
   * Compiles what must be a list.
   *
   * @param example of it, for the problem
   */
  public Template list(Tree tree, String example) {
    Template template = compile(tree);
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

  /** Parts without expressions are rendered once, now. */
  private static Template constant(List<Template> parts, Template whole) {
    boolean constant = parts.stream().allMatch(Template.Constant.class::isInstance);
    return constant ? new Template.Constant(whole.render(nowhere())) : whole;
  }

  private Template scalar(Tree.Scalar scalar) {
    if (!(scalar.value() instanceof String text)) {
      return new Template.Constant(Json.of(scalar.value()));
    }
    List<Template> parts = new ArrayList<>();
    for (Placeholders.Piece piece : Placeholders.split(text)) {
      parts.add(
          switch (piece) {
            case Placeholders.Literal(String literal) -> {
              ExpressionChecks.foreign(scalar, literal, symbols, problems);
              yield new Template.Constant(Json.string(literal));
            }
            case Placeholders.Code code ->
                new Template.Computed(expression(scalar, code, Optional.empty()));
            case Placeholders.Unclosed(int start) -> {
              problems.add(
                  ExpressionChecks.inside(scalar, start),
                  scalar.path(),
                  "this ${ has no end",
                  "close it by }, or write $${ for the characters themselves");
              yield NULL;
            }
          });
    }
    return switch (parts.size()) {
      case 0 -> new Template.Constant(Json.string(""));
      case 1 -> parts.getFirst();
      default -> new Template.Text(parts);
    };
  }

  private Expression expression(
      Tree.Scalar scalar, Placeholders.Code code, Optional<CelType> expected) {
    try {
      CelValidationResult result = cel.parse(code.text());
      if (!result.hasError()) {
        CelAbstractSyntaxTree typed = NullLiterals.typed(result.getAst());
        result = NumberMixing.check(cel, new IndexedNames(symbols).in(typed));
      }
      if (!result.hasError()) {
        return expression(scalar, code, result.getAst(), expected);
      }
      for (CelIssue issue : result.getErrors()) {
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

  /**
   * Compiles what must be a whole number.
   *
   * @param noun of what it is, for the problem
   */
  public Template number(Tree tree, String noun, int min, int max) {
    Template template = compile(tree);
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

  /** Whether an expression may give such a number; a constant one is looked at. */
  private static boolean isStatus(Expression expression, int min, int max) {
    return expression.mayBeNumber()
        && expression.numbers().stream().allMatch(it -> it >= min && it <= max);
  }

  private Expression expression(
      Tree.Scalar scalar,
      Placeholders.Code code,
      CelAbstractSyntaxTree ast,
      Optional<CelType> expected)
      throws CelEvaluationException {
    var found = new ReferenceFinder(ast, symbols);
    // A null is detected only at run time, as not a boolean.
    CelType type = TypeNames.plain(ast.getResultType());
    if (expected.isPresent() && !type.equals(expected.get()) && !type.equals(SimpleType.DYN)) {
      problems.add(
          ExpressionChecks.inside(scalar, code.start()),
          scalar.path(),
          "this must be true or false, the expression gives " + TypeNames.noun(type),
          "compare it with something, for example == or >");
    }
    new ExpressionChecks(scalar, code, problems).check(cel, ast, found, symbols);
    Streams.check(found, symbols, scalar, code, problems);
    roots.addAll(found.roots());
    boolean ofInputs = isOfInputs(found);
    found.members().forEach(reference -> read(reference, scalar, code));
    found.outcomes().forEach(symbols::read);
    found.paths().stream()
        .filter(it -> INPUTS.contains(it.root()))
        .flatMap(it -> Optional.ofNullable(path(code.text(), it, true, SimpleType.DYN)).stream())
        .forEach(it -> inputs.add(new Template.Computed(it)));
    @Nullable Expression path =
        found
            .path()
            .map(parts -> path(code.text(), parts, ofInputs, ast.getResultType()))
            .orElse(null);
    if (path != null) {
      return path;
    }
    CelAbstractSyntaxTree read = missingIsNull ? MissingMembers.asNull(cel, ast) : ast;
    return cel(code.text(), read, found, ofInputs);
  }

  /** Whether it reads inputs, and besides only what is the same for every client. */
  private boolean isOfInputs(ReferenceFinder found) {
    Set<String> read =
        Stream.concat(found.members().stream().map(Reference::group), found.roots().stream())
            .collect(Collectors.toSet());
    Set<String> inputs = itemIsInput ? INPUTS_AND_ITEMS : INPUTS;
    return read.stream().anyMatch(inputs::contains)
        && read.stream().allMatch(it -> inputs.contains(it) || NOT_FOUND_BY_TASKS.contains(it));
  }

  /** If an expression tolerates a missing value in one place, it may be missing in all. */
  private Expression cel(
      String written, CelAbstractSyntaxTree ast, ReferenceFinder found, boolean ofInputs)
      throws CelEvaluationException {
    Set<Reference> nullable =
        missingIsNull
            ? found.members().stream().filter(it -> !it.tolerant()).collect(Collectors.toSet())
            : Set.of();
    return new CelExpression(
        written,
        cel.createProgram(NumberOverloads.in(ast)),
        new StepCharges(ast),
        symbols,
        nullable,
        ofInputs,
        TypeNames.plain(ast.getResultType()),
        found.members().isEmpty() && found.roots().isEmpty() && !isRandom(ast),
        ConstantParts.numbers(ast.getExpr()));
  }

  private static boolean isRandom(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .anyMatch(it -> it.getKind() == Kind.CALL && it.expr().call().function().equals("uuid"));
  }

  private void read(Reference reference, Tree.Scalar scalar, Placeholders.Code code) {
    if (symbols.find(reference.group(), Optional.of(reference.member())).isPresent()) {
      reads.add(reference);
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

package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles trees to {@link Template}s with a {@link SymbolTable}, and records the names that they
 * read. Reports an invalid expression and compiles it to null, so that the rest is checked as well.
 * Used at start-up only; not thread-safe.
 */
public final class Templates {
  private static final Template NULL = new Template.Constant(Json.NULL);

  private final SymbolTable symbols;
  private final Problems problems;
  private final ExpressionCompiler expressions;
  private boolean takesBody;

  @Internal
  public Templates(SymbolTable symbols, Problems problems) {
    this(
        symbols,
        problems,
        new ExpressionCompiler(symbols, problems, new Language(symbols), false, false));
  }

  private Templates(SymbolTable symbols, Problems problems, ExpressionCompiler expressions) {
    this.symbols = symbols;
    this.problems = problems;
    this.expressions = expressions;
  }

  /** The same symbol table, without recorded reads. */
  @Internal
  public Templates fresh() {
    return new Templates(symbols, problems, expressions.fresh());
  }

  /**
   * The same symbol table, without recorded reads.
   *
   * @param isInput whether the items of the list are data of the client
   */
  @Internal
  public Templates forItems(boolean isInput) {
    return new Templates(symbols, problems, expressions.forItems(isInput));
  }

  /** The same symbol table, without recorded reads; a missing value is null instead of an error. */
  @Internal
  public Templates missingIsNull() {
    return new Templates(symbols, problems, expressions.missingIsNull());
  }

  public Problems problems() {
    return problems;
  }

  /** Reports a problem of a template. */
  @Internal
  public void problem(Tree where, String message, String hint) {
    problems.add(where, message, hint);
  }

  /** The references of everything compiled so far. */
  @Internal
  public Set<Reference> reads() {
    return expressions.reads();
  }

  /** The inputs that the expressions compiled so far read. */
  @Internal
  public List<Template> inputs() {
    return expressions.inputs();
  }

  /** The values of all expressions compiled so far: equal values make an equal rendered call. */
  @Internal
  public KeyTemplate key() {
    return new KeyTemplate(expressions.compiled());
  }

  /** Converts a tree without evaluating expressions. */
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
    return expressions.reads(root);
  }

  /** Whether a template is exactly a variable with several segments of a path. */
  public boolean isSegments(Template template) {
    return template instanceof Template.Computed(PathExpression path)
        && path.parts().isEmpty()
        && symbols.isSegments(path.slot());
  }

  /**
   * Uses the body of the request if a tree is exactly the body, and it is a stream.
   *
   * @return whether it is
   */
  public boolean takeBody(Tree tree) {
    boolean takes = Streams.take(tree, SymbolTable.BODY, symbols, problems).isPresent();
    takesBody |= takes;
    return takes;
  }

  /** Whether anything compiled so far uses the body as a stream. */
  public boolean takesBody() {
    return takesBody;
  }

  /**
   * Uses the stream of a task if a tree is exactly its value.
   *
   * @return the task; empty if the tree is not a stream
   */
  @Internal
  public Optional<String> takeTask(Tree tree) {
    Optional<String> task = Streams.take(tree, SymbolTable.TASKS, symbols, problems);
    task.ifPresent(it -> expressions.read(new Reference(SymbolTable.TASKS, it, false)));
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
  @Internal
  public Condition condition(Tree tree) {
    return new ConditionCompiler(expressions, problems).compile(tree);
  }

  /** False if the type checker knows that a template is never a number. */
  public static boolean mayBeNumber(Template template) {
    return !(template instanceof Template.Computed(var expression)) || expression.mayBeNumber();
  }

  /** False if the type checker knows that a template is never a list. */
  public static boolean mayBeList(Template template) {
    return !(template instanceof Template.Computed(var expression)) || expression.mayBeList();
  }

  /** Whether each value that is not null is a list, or a text that contains one. */
  public static boolean isList(Template template) {
    return template instanceof Template.Text(var parts)
        ? parts.stream().anyMatch(Templates::isList)
        : template instanceof Template.Computed && mayBeList(template) && !mayBeNumber(template);
  }

  /**
   * Compiles a tree that must be a list.
   *
   * @param example an example of the list, for the problem
   */
  public Template list(Tree tree, String example) {
    return new TypedTemplates(this).list(tree, example);
  }

  /**
   * Compiles a tree that must be a whole number.
   *
   * @param noun the noun of the number, for the problem
   */
  public Template number(Tree tree, String noun, int min, int max) {
    return new TypedTemplates(this).number(tree, noun, min, max);
  }

  /** Renders parts without expressions once, at start-up. */
  private static Template constant(List<Template> parts, Template whole) {
    boolean constant = parts.stream().allMatch(Template.Constant.class::isInstance);
    return constant ? new Template.Constant(whole.render(Scope.empty())) : whole;
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
                new Template.Computed(expressions.compile(scalar, code, Optional.empty()));
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
}

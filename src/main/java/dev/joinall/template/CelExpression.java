package dev.joinall.template;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Any other expression: a CEL program over the names. */
final class CelExpression implements Expression {
  private final String written;
  private final CelRuntime.Program program;
  private final Names names;
  private final Set<Read> nullable;

  /**
   * A program over the names.
   *
   * @param nullable what reads as null where it is not there; anything else can't be read then
   */
  CelExpression(String written, CelRuntime.Program program, Names names, Set<Read> nullable) {
    this.written = written;
    this.program = program;
    this.names = names;
    this.nullable = nullable;
  }

  @Override
  public @Nullable Object value(Scope scope) {
    try {
      return Values.fromCel(program.eval(new Variables(names, scope, nullable)));
    } catch (CelEvaluationException | IllegalArgumentException e) {
      throw new InvalidExpression("\"" + written + "\": " + reason(e));
    }
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getMessage()).replaceFirst("^evaluation error at <input>:\\d+: ", "");
  }
}

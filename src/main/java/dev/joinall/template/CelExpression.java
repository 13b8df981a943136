package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is not just a path: a CEL program over the symbol table.
 *
 * @param nullable the names that evaluate to null if they are missing; any other missing name is an
 *     error
 * @param numbers the whole numbers written as its results
 * @param isOneOfNumbers whether it has no other results
 */
record CelExpression(
    String written,
    CelRuntime.Program program,
    StepCharges steps,
    SymbolTable symbols,
    Set<Reference> nullable,
    boolean isOfInputs,
    CelType type,
    boolean isConstant,
    List<Long> numbers,
    boolean isOneOfNumbers)
    implements TypedExpression {
  @Override
  public @Nullable Object value(Scope scope) {
    try {
      return Meter.on(scope.budget(), () -> evaluated(scope));
    } catch (Meter.Ended e) {
      throw e.reason();
    } catch (InvalidExpression e) {
      throw attributed(e);
    } catch (CelEvaluationException | IllegalArgumentException e) {
      throw attributed(
          new InvalidExpression("\"" + written + "\": " + CelErrorText.reason(e.getMessage())));
    }
  }

  private @Nullable Object evaluated(Scope scope) throws CelEvaluationException {
    var variables = new Variables(symbols, scope, nullable);
    return Values.fromCel(program.trace(variables, steps.listener(scope.budget())));
  }
}

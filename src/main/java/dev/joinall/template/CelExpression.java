package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.joinall.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An expression that is not just a path: a CEL program over the symbol table. */
final class CelExpression implements Expression {
  private final String written;
  private final CelRuntime.Program program;
  private final StepCharges steps;
  private final SymbolTable symbols;
  private final Set<Reference> nullable;
  private final boolean ofInputs;
  private final CelType type;
  private final boolean isConstant;
  private final List<Long> numbers;
  private final boolean isOneOfNumbers;

  /**
   * Creates a program over the symbol table.
   *
   * @param type the type of its result
   * @param numbers the whole numbers written as its results
   * @param isOneOfNumbers whether it has no other results
   * @param nullable the names that evaluate to null if they are missing; any other missing name is
   *     an error
   */
  CelExpression(
      String written,
      CelRuntime.Program program,
      StepCharges steps,
      SymbolTable symbols,
      Set<Reference> nullable,
      boolean ofInputs,
      CelType type,
      boolean isConstant,
      List<Long> numbers,
      boolean isOneOfNumbers) {
    this.written = written;
    this.program = program;
    this.steps = steps;
    this.symbols = symbols;
    this.nullable = nullable;
    this.ofInputs = ofInputs;
    this.type = type;
    this.isConstant = isConstant;
    this.numbers = numbers;
    this.isOneOfNumbers = isOneOfNumbers;
  }

  @Override
  public boolean isOfInputs() {
    return ofInputs;
  }

  @Override
  public boolean isConstant() {
    return isConstant;
  }

  @Override
  public boolean mayBeNumber() {
    return TypeNames.mayBeNumber(type);
  }

  @Override
  public boolean mayBeList() {
    return TypeNames.mayBeList(type);
  }

  @Override
  public List<Long> numbers() {
    return numbers;
  }

  @Override
  public boolean isOneOfNumbers() {
    return isOneOfNumbers;
  }

  @Override
  public Json schema() {
    return TypeSchemas.of(type);
  }

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

package dev.joinall.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;

/** Evaluates expressions over a body. */
final class Expressions {
  private Expressions() {}

  static Template compiled(SymbolTable symbols, String expression) {
    var problems = new Problems();
    String text = "${" + expression + "}";
    Template template =
        new Templates(symbols, problems)
            .compile(new Tree.Scalar(new Position(1, 1), "x", text, text));
    assertThat(problems.all()).as(expression).isEmpty();
    return template;
  }

  static Json evaluated(String expression, String body, Budget budget) {
    var symbols = new SymbolTable();
    int slot = symbols.root(SymbolTable.BODY, SymbolTable.Type.ANY);
    Template template = compiled(symbols, expression);
    var scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, budget);
    scope.set(slot, Json.parse(body.getBytes(UTF_8)));
    return template.render(scope);
  }
}

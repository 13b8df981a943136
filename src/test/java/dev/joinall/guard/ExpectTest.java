package dev.joinall.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.Trace;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectTest {
  @Test
  void theChecksOfAllValuesOfARequestShareItsBudget() {
    var schema =
        JsonSchema.compile(Json.parse("{\"items\":{\"type\":\"integer\"}}".getBytes(UTF_8)));
    var expect = new Expect(Optional.of(schema), Optional.empty(), 0);
    var value = Json.parse(("[" + "1,".repeat(50_000) + "1]").getBytes(UTF_8));
    var request = new Scope(1, () -> 0, 0, Trace.NONE, Budget.standard());
    assertThatCode(() -> expect.check(value, request)).doesNotThrowAnyException();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                expect.check(value, request);
              }
            })
        .isInstanceOf(StepException.class)
        .hasMessageContaining("takes too long to check");
  }
}

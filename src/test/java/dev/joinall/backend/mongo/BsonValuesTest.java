package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.InvalidExpression;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cost of converting a request's values to BSON. */
class BsonValuesTest {
  private static Json numbers(int count) {
    String text = IntStream.range(0, count).mapToObj(it -> "1").collect(Collectors.joining(","));
    return Json.parse(("[" + text + "]").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aLargeListIsPaidForByTheBudget() {
    var budget = Budget.standard();

    assertThat(BsonValues.of(numbers(100_000), budget).asArray()).hasSize(100_000);
    assertThatThrownBy(() -> BsonValues.of(numbers(400_000), budget))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining("budget");
  }

  @Test
  void allTasksOfARequestShareTheBudget() {
    var budget = Budget.standard();
    Json value = numbers(100_000);
    for (int task = 0; task < 4; task++) {
      var _ = BsonValues.of(value, budget);
    }

    assertThatThrownBy(() -> BsonValues.of(value, budget)).isInstanceOf(InvalidExpression.class);
  }
}

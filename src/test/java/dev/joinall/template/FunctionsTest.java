package dev.joinall.template;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.CelOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionsTest {
  static Set<String> overloads() {
    return Language.overloads();
  }

  @ParameterizedTest
  @MethodSource("overloads")
  void everyFunctionThatTheCompilerKnowsHasACost(String id) {
    assertThatCode(() -> Costs.of(id)).doesNotThrowAnyException();
  }

  @Test
  void aFunctionWithoutACostEndsTheStart() {
    assertThatThrownBy(
            () -> Functions.metered(CelOptions.current().build(), List.of(), Set.of("my_new_one")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("my_new_one");
  }
}

package dev.joinall.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceStateTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1|a=1",
        "a=1,b=2|a=1,b=2",
        "a=1 , b=2|a=1,b=2",
        "',a=1,,'|a=1",
        "a-b_c*d/e=x y|a-b_c*d/e=x y",
        "1t@v=1|1t@v=1",
        "a=!~|a=!~",
        "a=1;b|a=1;b",
      })
  void validMembersPassOn(String sent, String passed) {
    assertThat(TraceState.of(List.of(sent))).isEqualTo(passed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a=", "=1", "A=1", "a=1=2", "a=1,a=2", "a b=1", "a=\u00e9", "a=\u0001"})
  void oneInvalidMemberDiscardsAll(String sent) {
    assertThat(TraceState.of(List.of("ok=1," + sent))).isEmpty();
  }

  @Test
  void tabsAreWhiteSpaceAndLinesAreJoined() {
    assertThat(TraceState.of(List.of("a=1\t,\tb=2", "\tc=3"))).isEqualTo("a=1,b=2,c=3");
  }

  @Test
  void moreThan32MembersAreDiscarded() {
    assertThat(TraceState.of(List.of(members(32, 1)))).hasSize(32 * 6 - 1 - 10);
    assertThat(TraceState.of(List.of(members(33, 1)))).isEmpty();
  }

  private static String members(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "k" + i + "=" + "v".repeat(length))
        .collect(Collectors.joining(","));
  }

  @Test
  void beyond512CharactersLongMembersAreOmittedFirstAndThenTheLast() {
    String shortOnes = members(20, 20);
    String passed = TraceState.of(List.of("long=" + "x".repeat(200) + "," + shortOnes));

    assertThat(passed).startsWith("k0=").doesNotContain("long").hasSizeBetween(480, 512);
    assertThat(shortOnes).startsWith(passed);
  }

  @Test
  void upTo512CharactersAreKept() {
    String sent = "a=" + "x".repeat(250) + ",b=" + "y".repeat(250);

    assertThat(TraceState.of(List.of(sent))).isEqualTo(sent);
  }
}

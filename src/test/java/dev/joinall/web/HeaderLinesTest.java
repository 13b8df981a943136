package dev.joinall.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderLinesTest {
  private final HeaderLines lines = new HeaderLines();

  @Test
  void aNameIsReplacedInAnyCase() {
    lines.set("ETag", "one");
    lines.set("X-Other", "x");
    lines.set("etag", "two");

    assertThat(lines.toMap()).isEqualTo(Map.of("X-Other", List.of("x"), "etag", List.of("two")));
    assertThat(lines.first("ETAG")).isEqualTo("two");
  }

  @Test
  void aNameMayHaveSeveralLinesWhichAreReplacedTogether() {
    lines.set("Set-Cookie", List.of("a=1", "b=2", "c=3"));
    assertThat(lines.toMap()).containsEntry("Set-Cookie", List.of("a=1", "b=2", "c=3"));
    lines.set("Set-Cookie", "d=4");
    assertThat(lines.toMap()).isEqualTo(Map.of("Set-Cookie", List.of("d=4")));
    lines.remove("set-cookie");
    assertThat(lines.toMap()).isEmpty();
    assertThat(lines.first("Set-Cookie")).isNull();
  }

  @Test
  void thereMayBeManyAndTheyKeepTheirOrder() {
    List<String> names = IntStream.range(0, 50).mapToObj(i -> "X-" + i).toList();
    names.forEach(it -> lines.set(it, it));
    assertThat(lines.toMap().keySet()).containsExactlyElementsOf(names);
  }
}

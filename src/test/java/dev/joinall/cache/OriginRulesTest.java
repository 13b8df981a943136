package dev.joinall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the headers of an answer say of keeping it. */
class OriginRulesTest {
  private static OriginRules rules(String cacheControl, String... ages) {
    return OriginRules.of(
        new Reply(
            200,
            Map.of("cache-control", List.of(cacheControl), "age", List.of(ages)),
            ReplyBody.NONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-age=60                  | 60
          Max-Age=60                  | 60
          max-age="60"                | 60
          public, max-age=60, foo=bar | 60
          max-age=60, s-maxage=5      | 5
          max-age=60, max-age=5       | 60
          max-age=99999999999999      | 31536000
          max-age=-1                  | 0
          max-age=1.5                 | 0
          max-age=                    | 0
          ext="max-age=9", max-age=60 | 60
          no-cache, max-age=60        | 0
          """)
  void theTimeIsThatOfTheDirectives(String cacheControl, long seconds) {
    assertThat(rules(cacheControl).fresh()).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void theAgeIsSubtracted() {
    assertThat(rules("max-age=60", "40").fresh()).contains(Duration.ofSeconds(20));
    assertThat(rules("max-age=60", "90").fresh()).contains(Duration.ZERO);
    assertThat(rules("max-age=60", "abc").fresh()).contains(Duration.ofSeconds(60));
  }

  @Test
  void withoutATimeTheFileCounts() {
    assertThat(rules("public").fresh()).isEmpty();
    assertThat(OriginRules.of(Reply.of(200)))
        .isEqualTo(new OriginRules(true, Optional.empty(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private", "No-Store, max-age=60", "private=\"x\""})
  void someIsNotKept(String cacheControl) {
    assertThat(rules(cacheControl).isStorable()).isFalse();
  }

  @Test
  void whatVariesByEverythingIsNotKept() {
    assertThat(
            OriginRules.of(new Reply(200, Map.of("vary", List.of("accept", "*")), ReplyBody.NONE))
                .isStorable())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=1", "no-cache"})
  void someIsNeverUsedStale(String cacheControl) {
    assertThat(rules(cacheControl).mayBeStale()).isFalse();
  }
}

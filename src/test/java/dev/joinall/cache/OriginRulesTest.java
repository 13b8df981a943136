package dev.joinall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the headers of an answer say of keeping it. */
class OriginRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static OriginRules rules(String cacheControl, String... ages) {
    return rules(Map.of("cache-control", List.of(cacheControl), "age", List.of(ages)));
  }

  private static OriginRules rules(Map<String, List<String>> headers) {
    return OriginRules.of(reply(headers), NOW);
  }

  private static Reply reply(Map<String, List<String>> headers) {
    return new Reply(200, headers, ReplyBody.NONE);
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
          ext="a\\", max-age=9", max-age=60 | 60
          ext="a, max-age=9           | 9
          no-cache, max-age=60        | 0
          """)
  void theTimeIsThatOfTheDirectives(String cacheControl, @Nullable Long seconds) {
    assertThat(rules(cacheControl).fresh())
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  @Test
  void theAgeIsSubtracted() {
    assertThat(rules("max-age=60", "40").fresh()).contains(Duration.ofSeconds(20));
    assertThat(rules("max-age=60", "90").fresh()).contains(Duration.ZERO);
    assertThat(rules("max-age=60", "abc").fresh()).contains(Duration.ofSeconds(60));
    assertThat(rules("max-age=60", "40, 0").fresh()).contains(Duration.ofSeconds(20));
    assertThat(rules("max-age=60", "0", "40").fresh()).contains(Duration.ofSeconds(60));
  }

  @Test
  void withoutATimeTheFileCounts() {
    assertThat(rules("public").fresh()).isEmpty();
    assertThat(OriginRules.of(Reply.of(200), NOW))
        .isEqualTo(
            new OriginRules(true, Optional.empty(), true, Optional.empty(), Optional.empty()));
  }

  /** By the clock of the backend: no two clocks are compared. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mon, 30 Nov 2026 12:01:00 GMT | Mon, 30 Nov 2026 12:00:00 GMT | 60
          Tue, 01 Dec 2026 00:01:00 GMT | Tue, 01 Dec 2026 00:00:00 GMT | 60
          Mon, 30 Nov 2026 12:01:00 GMT |                               | 60
          Mon, 30 Nov 2026 12:01:00 GMT | yesterday                     | 60
          Mon, 30 Nov 2026 11:59:00 GMT | Mon, 30 Nov 2026 12:00:00 GMT | 0
          0                             | Mon, 30 Nov 2026 12:00:00 GMT | 0
          Mon, 30 Nov 2126 12:01:00 GMT | Mon, 30 Nov 2026 12:00:00 GMT | 31536000
          """)
  void withoutMaxAgeExpiresCounts(String expires, @Nullable String date, long seconds) {
    List<String> dates = date == null ? List.of() : List.of(date);
    assertThat(rules(Map.of("expires", List.of(expires), "date", dates)).fresh())
        .contains(Duration.ofSeconds(seconds));
    assertThat(
            rules(
                    Map.of(
                        "expires",
                        List.of(expires),
                        "date",
                        dates,
                        "cache-control",
                        List.of("max-age=7")))
                .fresh())
        .contains(Duration.ofSeconds(7));
    assertThat(rules(Map.of("expires", List.of(expires, expires), "date", dates)).fresh())
        .contains(Duration.ZERO);
  }

  @Test
  void theBackendSaysForHowLongStaleValuesAreUsed() {
    OriginRules rules = rules("max-age=1, stale-while-revalidate=5, stale-if-error=60");
    assertThat(rules.staleWhileRevalidate()).contains(Duration.ofSeconds(5));
    assertThat(rules.staleIfError()).contains(Duration.ofSeconds(60));
  }

  @Test
  void understoodStatusesAreStorableDespiteNoStore() {
    assertThat(rules("no-store, must-understand, max-age=9").isStorable()).isTrue();
    assertThat(
            OriginRules.of(
                    new Reply(
                        299, Map.of("cache-control", List.of("must-understand")), ReplyBody.NONE),
                    NOW)
                .isStorable())
        .isFalse();
  }

  @Test
  void headersOfTheConnectionAreNotKept() {
    Reply kept =
        OriginRules.storable(
            reply(
                Map.of(
                    "connection", List.of("close, X-Hop"),
                    "x-hop", List.of("1"),
                    "keep-alive", List.of("timeout=5"),
                    "x-kept", List.of("2"))));
    assertThat(kept.headers()).isEqualTo(Map.of("x-kept", List.of("2"), "age", List.of("0")));
  }

  @Test
  void aKeptReplyGetsOlder() {
    Reply kept = OriginRules.storable(reply(Map.of("age", List.of("30"))));
    assertThat(OriginRules.withAge(kept, 12).headers()).isEqualTo(Map.of("age", List.of("42")));
    Reply other = reply(Map.of("x", List.of("1")));
    assertThat(OriginRules.withAge(other, 12)).isSameAs(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private", "No-Store, max-age=60", "private=\"x\""})
  void restrictedAnswersAreNotStorable(String cacheControl) {
    assertThat(rules(cacheControl).isStorable()).isFalse();
  }

  @Test
  void answersThatVaryByEverythingAreNotStorable() {
    assertThat(rules(Map.of("vary", List.of("accept", "*"))).isStorable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=1", "no-cache"})
  void answersThatMustBeValidatedAreNeverUsedStale(String cacheControl) {
    assertThat(rules(cacheControl).mayBeStale()).isFalse();
  }
}

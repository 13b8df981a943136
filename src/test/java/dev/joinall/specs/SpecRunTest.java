package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A spec fails at each kind of difference. */
class SpecRunTest {
  private static final String SPEC =
      """
      # A page shows the reviews

      Why not.

      ```yaml joinall.yaml
      backends:
        api: { kind: http, url: "${env.API_URL}" }
        mail: { kind: smtp, uri: "${env.SMTP_URI}" }
      aggregations:
        page:
          route: GET /page
          tasks:
            reviews: { backend: api, get: /reviews }
      ```

      ```http api
      GET /reviews 200

      [5]
      ```

      ```http request
      GET /page
      ```

      ```http answer
      200 OK
      Joinall-Complete: true
      -Retry-After
      Server-Timing: reviews;<<.*>>

      {"reviews":[5]}
      ```

      ```http asked
      GET /reviews
      Accept: application/json
      ```
      """;

  private static final String REFUSED =
      """
      # A file without a route is refused

      It serves nothing.

      ```yaml joinall.yaml
      aggregations: {}
      more: 1
      ```

      ```text problems
      joinall.yaml has 1 problem

      joinall.yaml:2:1  more
        unknown key "more"
          2 | more: 1
            | ^
        hint: known here: version, backends, aggregations, security, rate-limit, cors, info
      ```
      """;

  private static final String EXPLAINED =
      """
      # A file is explained

      To be read.

      ```yaml joinall.yaml
      aggregations:
        page: { route: GET /page, tasks: { one: { value: 1 } } }
      ```

      ```text check
      ok: 1 aggregation, 0 backends
      ```

      ```text explain
      page  GET /page
      <<[^~]*>>
      ```
      """;

  @Test
  void correctSpecsPass() {
    assertThatCode(() -> run(EXPLAINED)).doesNotThrowAnyException();
    assertThatCode(() -> run(SPEC)).doesNotThrowAnyException();
    assertThatCode(() -> run(REFUSED)).doesNotThrowAnyException();
  }

  @Test
  void anotherStatusFails() {
    assertFails(SPEC.replace("200 OK", "201 Created"), "201 Created", "200 OK");
  }

  @Test
  void anotherHeaderFails() {
    assertFails(SPEC.replace("Complete: true", "Complete: false"), "Complete: false");
  }

  @Test
  void aMissingHeaderFails() {
    assertFails(SPEC.replace("-Retry-After", "Retry-After: 1"), "-Retry-After");
  }

  @Test
  void aHeaderThatShouldBeAbsentFails() {
    assertFails(SPEC.replace("-Retry-After", "-Content-Type"), "Content-Type: application/json");
  }

  @Test
  void aPatternThatDoesNotMatchFails() {
    assertFails(SPEC.replace("<<.*>>", "<<\\d>>"), "Server-Timing");
  }

  @Test
  void anotherBodyFails() {
    assertFails(SPEC.replace("{\"reviews\":[5]}", "{\"reviews\": [5]}"), "{\"reviews\":[5]}");
  }

  @Test
  void anUndeclaredBodyFails() {
    assertFails(SPEC.replace("\n\n{\"reviews\":[5]}", ""), "{\"reviews\":[5]}");
  }

  @Test
  void anotherAskedRequestFails() {
    assertFails(SPEC.replace("asked\nGET /reviews", "asked\nGET /review"), "GET /reviews");
    assertFails(
        SPEC.replace("asked\nGET /reviews\nAccept: application/json\n", "asked\n"), "asked");
  }

  @Test
  void aMailThatDidNotArriveFails() {
    assertFails(SPEC + "\n```text mail\nFrom: a@b\n```\n", "From: a@b");
  }

  @Test
  void aRefusedFileFails() {
    assertFails(SPEC.replace("get:", "gett:"), "is refused", "the task has no operation");
  }

  @Test
  void otherProblemsFail() {
    assertFails(REFUSED.replace("2:1", "2:2"), "joinall.yaml:2:1");
    assertFails(REFUSED.replace("more: 1\n```", "```"), "should be refused");
  }

  @Test
  void anotherFileInPlaceOfTheFirstIsCompared() {
    String good = SPEC + "\n```yaml joinall.yaml\n" + yaml(SPEC) + "  # as before\n```\n";
    String bad = good.replace("  # as before", "more: 1");
    String problems = REFUSED.substring(REFUSED.indexOf("```text")).replace("2:1", "9:1");
    assertThatCode(() -> run(good)).doesNotThrowAnyException();
    assertThatCode(() -> run(bad + problems.replace("2 |", "9 |"))).doesNotThrowAnyException();
    assertFails(bad + problems, "joinall.yaml:9:1");
    assertFails(bad, "is refused");
    assertFails(good + problems, "should be refused");
  }

  private static String yaml(String markdown) {
    int start = markdown.indexOf("yaml joinall.yaml\n") + "yaml joinall.yaml\n".length();
    return markdown.substring(start, markdown.indexOf("```", start));
  }

  @Test
  void anotherExplanationFails() {
    assertFails(EXPLAINED.replace("ok: 1", "ok: 2"), "ok: 1 aggregation");
    assertFails(EXPLAINED.replace("page  GET", "page  POST"), "page  GET /page");
    assertFails(
        EXPLAINED.replace("text check\nok: 1 aggregation, 0 backends", "json explain\n[]"), "[ ]");
    assertFails(EXPLAINED.replace("route: GET", "rout: GET"), "did you mean \"route\"?");
  }

  @Test
  void unknownPartsOfASpecAreReportedWithTheirLine() {
    assertUnreadable(SPEC.replace("http api", "http appi"), "line 16: \"http appi\" is no block");
    assertUnreadable(SPEC + "\n```http answer\n", "has no end");
    assertUnreadable(SPEC.replace("# A page", "A page"), "line 1: a spec begins with");
    assertUnreadable(SPEC.replace("Why not.\n", ""), "say why");
    assertUnreadable(SPEC.replace("http answer", "http request"), "followed by its answer");
    assertUnreadable(SPEC.replace("/reviews 200", "/reviews 200 explode"), "\"explode\"");
    assertUnreadable(SPEC.replaceAll("http (request|answer)", "http asked"), "and its answer");
    assertUnreadable(REFUSED + "\n```text redis\n```\n", "all that there can be");
    assertUnreadable(REFUSED.replace("yaml joinall.yaml", "text redis"), "a block");
    assertUnreadable(EXPLAINED + "\n```http request\n```\n", "is not served");
  }

  private static void run(String markdown) {
    try (var servers = new Servers()) {
      new SpecRun(Spec.read(markdown), servers).run();
    }
  }

  private static void assertFails(String markdown, String... told) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> run(markdown))
        .withMessageContainingAll(told);
  }

  private static void assertUnreadable(String markdown, String told) {
    ThrowingCallable running = () -> run(markdown);
    assertThatExceptionOfType(Spec.Unreadable.class)
        .isThrownBy(running)
        .withMessageContaining(told);
  }
}

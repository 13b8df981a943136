package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid paths of calls. */
class PathRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/items/..",
        "/items/.",
        "/items/../admin",
        "/../items",
        "/items/%2e%2e/admin",
        "/items/%2E./admin",
        "/items/..%2Fadmin",
        "/items/..%5Cadmin",
        "/items/..%5cadmin",
        "/items/a%2F..",
        "/items/a%2F%2e%2e%2Fadmin",
        "/items/a%2F.%2Fb",
        "/items/a%5C..%5Cb",
        "/items/..;/admin",
        "/items/..;a=b%2Fadmin",
        "/items/.;a",
        "/items/..%3B%2Fadmin",
        "/items/..%20%2Fadmin",
        "/items/%252e%252e",
        "/items/%252E%252e%252fadmin",
        "/items/.%252e%2Fadmin",
        "/items/%25252e%25252e%25252fadmin",
        "/items/%2525252e%2525252e",
        "/items/%c0%ae%c0%ae%2Fadmin",
        "/items/%25C0%25AE",
        "/items/%25e0%2580%25ae",
        "/items/%25f0%2580%2580%25ae",
        "/items/a%00",
        "/items/a%2500b",
        "/items/a%0D%0Ab",
        "/items/a%7F",
        "/items/%252525252525252541"
      })
  void aPathThatCanBeReadAsAnotherIsRefused(String path) {
    assertThat(PathRules.problem(path)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/items/",
        "/items//a",
        "/items/...",
        "/items/..a",
        "/items/a..",
        "/items/a..%2Fb",
        "/items/.hidden",
        "/items/v1.0",
        "/items/a%2Fb",
        "/items/a%5Cb",
        "/items/a;v=..",
        "/items/100%25",
        "/items/100%2525",
        "/items/%zz",
        "/items/%",
        "/items/%2",
        "/items/%C3%A9%E2%82%AC%F0%9F%98%80%E0%A4%85",
        "/items/%25E9",
        "/items/a%20b"
      })
  void anyOtherPathIsSent(String path) {
    assertThat(PathRules.problem(path)).isEmpty();
  }
}

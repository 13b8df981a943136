package dev.joinall.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/p/a",
        "/p/a%2fb?q=1&q=%C3%A4&x=a/b?c",
        "/a;b=1,2:3@4!$'()*+~",
        "/a//b",
        "/?"
      })
  void plainTargetsAreRecognized(String target) {
    assertThat(PlainTarget.is(target)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "a",
        "//a",
        "http://a/b",
        "/%",
        "/%4",
        "/%zz",
        "/a b",
        "/a|b",
        "/a#b",
        "/[",
        "/ä"
      })
  void otherTargetsAreNotPlain(String target) {
    assertThat(PlainTarget.is(target)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, true",
    "my_api-1:8080, true",
    "127.0.0.1:65535, true",
    "127.0.0.1:65536, false",
    "a:99999999999, false",
    "a:, false",
    ":80, false",
    "'', false",
    "a:b, false",
    "a:1:2, false",
    "[::1]:80, false",
    "a@b, false"
  })
  void aHostIsANameWithOrWithoutAPort(String host, boolean plain) {
    assertThat(PlainTarget.isHost(host)).isEqualTo(plain);
  }
}

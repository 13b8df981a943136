package dev.joinall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  @ParameterizedTest
  @CsvSource({
    "http://a, '', a, -1",
    "http://a:1/b, '', a, 1",
    "http://a_b, '', a_b, -1",
    "http://my_shop_api_1:8080/v1, '', my_shop_api_1, 8080",
    "http://u:p@a_b:80, u:p, a_b, 80",
    "http://u:p%40@a, u:p%40, a, -1",
    "redis://:p@a_b, :p, a_b, -1",
    "http://[::1]:80, '', [::1], 80",
    "http://127.0.0.1, '', 127.0.0.1, -1",
    "http://a_b:/c, '', a_b, -1"
  })
  void hasLoginHostAndPort(URI address, String login, String host, int port) {
    assertThat(Authority.of(address)).contains(new Authority(login, host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:/a",
        "http:a",
        "http://:80",
        "http://u@",
        "http://a_b:x",
        "http://a_b:123456",
        "http://a_b,c",
        "http://a@b_c@d",
        "http://a;b",
        "mongodb://a,b",
        "file:///a"
      })
  void isEmptyWithoutAValidHost(URI address) {
    assertThat(Authority.of(address)).isEmpty();
  }
}

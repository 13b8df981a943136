package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Authority;
import java.net.URI;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicCredentialsTest {
  @ParameterizedTest
  @CsvSource({
    "http://u:p@a, u:p",
    "http://u:p%40%3A+%C3%A9@a, u:p@:+é",
    "http://token@a, token:",
    "http://token:@a, token:",
    "http://u:p:q@a, u:p:q"
  })
  void areEncoded(URI address, String plain) {
    assertThat(BasicCredentials.header(Authority.required(address)))
        .contains("Basic " + Base64.getEncoder().encodeToString(plain.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"http://a", "http://@a"})
  void areMissingWithoutALogin(URI address) {
    assertThat(BasicCredentials.header(Authority.required(address))).isEmpty();
  }
}

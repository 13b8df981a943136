package dev.joinall.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.joinall.json.JsonWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

class HttpAnswerTest {
  private final MockServerHttpResponse response = new MockServerHttpResponse();
  private final HttpAnswer answer = HttpAnswer.of(201, HttpAnswer.JSON, new JsonWriter(0));

  private HttpHeaders written() {
    ResponseWriter.setHead(answer, new SpringResponse(response));
    return response.getHeaders();
  }

  @Test
  void aHeaderOfSeveralLinesReplacesThatOfTheResponse() {
    response.getHeaders().add("Set-Cookie", "old=1");
    answer.with("Set-Cookie", List.of("a=1", "b=2")).with("ETag", "\"x\"");

    assertThat(written().get("Set-Cookie")).containsExactly("a=1", "b=2");
    assertThat(written().getFirst("ETag")).isEqualTo("\"x\"");
    assertThat(response.getStatusCode()).hasToString("201 CREATED");
  }

  @Test
  void varyIsTheUnionOfBoth() {
    response.getHeaders().add("Vary", "Origin");
    answer.with("vary", "Accept, origin");

    assertThat(written().get("Vary")).containsExactly("Origin, Accept");
  }

  @Test
  void theMapHasAllValuesInTheirOrder() {
    answer.with("X-Two", List.of("1", "2")).with("x-one", "1").with("content-type", "text/plain");

    assertThat(answer.headerMap())
        .containsExactly(
            entry("content-type", List.of("text/plain")),
            entry("X-Two", List.of("1", "2")),
            entry("x-one", List.of("1")));
  }

  @Test
  void aValueWithALineEndIsRejected() {
    assertThatThrownBy(() -> answer.with("X-A", "1\r\nX-B: 2"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void smoke() {
    Json j = Json.parse(" {\"a\":[1,2.5,\"x\\n\"], \"b\":null} ".getBytes(UTF_8));
    assertThat(j.value().toString()).isEqualTo("{a=[1, 2.5, x\n], b=null}");
    assertThat(Json.of(j.value()).toString()).isEqualTo("{\"a\":[1,2.5,\"x\\n\"],\"b\":null}");
  }
}

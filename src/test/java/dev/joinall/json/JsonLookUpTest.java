package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonLookUpTest {
  @Test
  void aLongObjectIsReadOverOnceForManyLookUps() {
    var text = new StringBuilder("{\"first\":0");
    for (int i = 0; i < 1_000; i++) {
      text.append(",\"n").append(i).append("\":").append(i);
    }
    Json json = json(text.append(",\"n1\":\"again\"}").toString());
    assertThat(json.get("n1")).isEqualTo(Json.string("again"));
    assertThat(json.get("n1")).isEqualTo(Json.string("again"));
    assertThat(json.get("n999")).isEqualTo(Json.number(999)).isSameAs(json.get("n999"));
    assertThat(json.get("none")).isNull();
  }

  @Test
  void theElementsAreMadeOnce() {
    Json json = json("[1, 2]");
    assertThat(json.elements()).isSameAs(json.elements());
    assertThat(json.get(1)).isEqualTo(Json.number(2));
    assertThat(json.get(2)).isNull();
  }

  @Test
  void aNameThatAnObjectRepeatsIsFound() {
    assertThat(json("{\"a\":1,\"b\":[{\"a\":1},{\"a\":2}],\"c\":\"a\"}").repeatedName()).isEmpty();
    assertThat(json("[{\"x\":{\"a\":1,\"b\":{},\"\\u0061\" :2}}]").repeatedName()).contains("a");
    assertThat(json("\"a\"").repeatedName()).isEmpty();
  }

  private static Json json(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }
}

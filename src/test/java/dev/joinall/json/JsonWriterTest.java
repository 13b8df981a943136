package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
  private final JsonWriter writer = new JsonWriter(0);

  @Test
  void putsCommasWhereTheyBelong() {
    writer.beginObject().name("a").beginArray().number(1).string("2").bool(true).nullValue();
    writer.beginArray().endArray().beginObject().endObject().number(0.5).endArray();
    writer.member("b", Json.FALSE).name("c").number(3).endObject();

    assertThat(writer.toJson())
        .hasToString("{\"a\":[1,\"2\",true,null,[],{},0.5],\"b\":false,\"c\":3}");
  }

  @Test
  void leavesCommasAroundRawBytesToTheCaller() {
    writer.raw("{\"a\":".getBytes(UTF_8)).json(Json.TRUE).raw(",\"b\":".getBytes(UTF_8));
    writer.number(2).raw((byte) '}');

    assertThat(writer.toJson()).hasToString("{\"a\":true,\"b\":2}");
  }

  @Test
  void splicesSlicesUntouched() {
    Json source = Json.parse("{\"x\" : [ 1.10,1E400 ] }".getBytes(UTF_8));

    source.forEachMember((name, value) -> writer.beginObject().member(name, value).endObject());

    assertThat(writer.toJson()).hasToString("{\"x\":[ 1.10,1E400 ]}");
  }

  @Test
  void aSplicingWriterWritesTheSame() {
    var random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      var copying = new JsonWriter(0).beginObject();
      JsonWriter splicing = JsonWriter.splicing(0).beginObject();
      for (int j = random.nextInt(12); j > 0; j--) {
        String name = "n".repeat(random.nextInt(600));
        Json value = Json.parse(("[\"" + "v".repeat(random.nextInt(600)) + "\"]").getBytes(UTF_8));
        Json part = random.nextBoolean() ? value : value.elements().getFirst();
        copying.member(name, part);
        splicing.member(name, part);
      }
      var written = new ByteArrayOutputStream();
      splicing.endObject().writeTo(written::write);

      assertThat(splicing.length()).isEqualTo(copying.endObject().length());
      assertThat(written.toByteArray()).isEqualTo(copying.toBytes());
      assertThat(splicing.toBytes()).isEqualTo(copying.toBytes());
      assertThat(splicing.beginArray().endArray().toBytes())
          .isEqualTo(copying.beginArray().endArray().toBytes());
    }
  }

  static List<Arguments> texts() {
    return List.of(
        arguments("plain, / and \u007f", "\"plain, / and \u007f\""),
        arguments("\"", "\"\\\"\""),
        arguments("\\", "\"\\\\\""),
        arguments("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""),
        arguments("\0\37", "\"\\u0000\\u001f\""),
        arguments("\u00e9\u07ff\u0800\uffff", "\"\u00e9\u07ff\u0800\uffff\""),
        arguments("\ud83d\ude00\udbff\udfff", "\"\ud83d\ude00\udbff\udfff\""));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void escapesNoMoreThanItMust(String text, String json) {
    assertThat(writer.string(text).toJson()).hasToString(json);
    assertThat(Json.parse(writer.toBytes()).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\ud800", "\udfff", "\ude00\ud83d", "a\ud83d", "\ud83d\ud83d\ude00", "\ud83da"})
  void writesLoneSurrogatesAsEscapes(String text) {
    Json json = Json.parse(writer.string(text).toBytes());

    assertThat(json.toString()).contains("\\ud");
    assertThat(json.text()).isEqualTo(text);
  }

  @Test
  void escapesNamesToo() {
    assertThat(writer.beginObject().member("a\"\n", Json.NULL).endObject().toJson())
        .hasToString("{\"a\\\"\\n\":null}");
  }

  @Test
  void growsAsNeeded() {
    String text = "\u0001 and \u20ac ".repeat(10_000);

    writer.beginArray().string(text).string(text).endArray();

    assertThat(Json.parse(writer.toBytes()).elements()).allMatch(json -> json.text().equals(text));
    assertThat(writer.length()).isEqualTo(writer.toBytes().length);
  }

  @Test
  void givesAValueThatLaterWritesDoNotChange() {
    Json first = writer.number(1).toJson();

    writer.number(2).string("grows beyond the array that it began with");

    assertThat(first).hasToString("1");
    assertThat(first.value()).isEqualTo(1L);
  }

  @Test
  void showsItsArrayWithoutCopying() {
    writer.string("ab");

    assertThat(writer.array()).isSameAs(writer.array());
    assertThat(new String(writer.array(), 0, writer.length(), UTF_8)).isEqualTo("\"ab\"");
  }
}

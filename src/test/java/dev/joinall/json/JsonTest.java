package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | OBJECT",
        "[] | ARRAY",
        "\"\" | STRING",
        "-1 | NUMBER",
        "0 | NUMBER",
        "true | BOOLEAN",
        "false | BOOLEAN",
        "null | NULL"
      })
  void knowsItsKind(String text, Json.Kind kind) {
    assertThat(parse(text).kind()).isEqualTo(kind);
  }

  @Test
  void findsAMemberWithoutTheRest() {
    Json json =
        parse("{\"a\":{\"b\":0,\"x}\":[\"]\"]}, \"b\" : [1, {\"c\":\"\\\\\"}] ,\"c\":1.10}");

    assertThat(json.get("b")).hasToString("[1, {\"c\":\"\\\\\"}]");
    assertThat(json.get("c")).hasToString("1.10");
    assertThat(json.get("d")).isNull();
    assertThat(json.get("")).isNull();
    assertThat(Json.EMPTY_OBJECT.get("a")).isNull();
  }

  @Test
  void findsTheLastOfRepeatedMembers() {
    Json json = parse("{\"a\":1,\"b\":2,\"\\u0061\":3}");

    assertThat(json.get("a")).hasToString("3");
    assertThat(json.value()).isEqualTo(Map.of("a", 3L, "b", 2L));
    assertThat(json.size()).isEqualTo(3);
  }

  @Test
  void comparesEscapedNamesByWhatTheySpell() {
    Json json = parse("{\"\\u006eame\":1,\"caf\\u00e9\":2,\"th\u00e9\":3,\"\\ud800\":4,\"?\":5}");

    assertThat(json.get("name")).hasToString("1");
    assertThat(json.get("caf\u00e9")).hasToString("2");
    assertThat(json.get("th\u00e9")).hasToString("3");
    assertThat(json.get("\ud800")).hasToString("4");
    assertThat(json.get("\udc00")).isNull();
    assertThat(json.get("nam")).isNull();
    assertThat(json.get("names")).isNull();
  }

  @Test
  void hasNoMembersUnlessItIsAnObject() {
    assertThat(parse("[\"a\"]").get("a")).isNull();
    assertThat(parse("\"a\"").get("a")).isNull();
    assertThat(Json.NULL.get("a")).isNull();
  }

  @Test
  void hasElementsByIndex() {
    Json json = parse("[ 1, [2,3] , {\"a\":[4]},\"5\"]");

    assertThat(json.elements())
        .map(Json::toString)
        .containsExactly("1", "[2,3]", "{\"a\":[4]}", "\"5\"");
    assertThat(json.get(1)).hasToString("[2,3]");
    assertThat(json.get(4)).isNull();
    assertThat(json.get(-1)).isNull();
    assertThat(json.size()).isEqualTo(4);
    assertThat(parse("{\"a\":1}").get(0)).isNull();
    assertThat(parse("{\"a\":1}").elements()).isEmpty();
    assertThat(parse("[ ]").elements()).isEmpty();
    assertThat(parse("\"[1]\"").size()).isZero();
  }

  @Test
  void visitsMembersInWrittenOrder() {
    List<String> seen = new ArrayList<>();

    parse("{ \"z\" : [1] , \"\\u0061\":{}, \"z\":null}")
        .forEachMember((name, value) -> seen.add(name + "=" + value));
    parse("[1]").forEachMember((name, value) -> seen.add(name));

    assertThat(seen).containsExactly("z=[1]", "a={}", "z=null");
  }

  @Test
  void readsPlainJavaValuesWithNullsAndOrder() {
    Map<String, @Nullable Object> expected = new LinkedHashMap<>();
    expected.put("z", null);
    expected.put("a", Arrays.asList(1L, 2.5, "x", true, null, Map.of(), List.of()));

    Object value = parse("{\"z\":null,\"a\":[1,2.5,\"x\",true,null,{},[]]}").value();

    assertThat(value).isEqualTo(expected);
    assertThat(value).asInstanceOf(InstanceOfAssertFactories.MAP).containsOnlyKeys("z", "a");
    assertThat(String.valueOf(value)).startsWith("{z=");
    assertThat(Json.NULL.value()).isNull();
  }

  @Test
  void readsOnceAndHandsOutWhatCannotBeModified() {
    Json json = parse("{\"a\":[1]}");

    assertThat(json.value()).isSameAs(json.value());
    assertThat(json.value())
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .isUnmodifiable()
        .extractingByKey("a", InstanceOfAssertFactories.LIST)
        .isUnmodifiable();
  }

  @Test
  void givesTheTextOfAStringAndTheJsonOfAllElse() {
    assertThat(parse("\"a\\\"b\"").text()).isEqualTo("a\"b");
    assertThat(parse("{\"a\": 1.10}").text()).isEqualTo("{\"a\": 1.10}");
    assertThat(Json.NULL.text()).isEqualTo("null");
  }

  @Test
  void isMadeFromPlainJavaValues() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("z\"", null);
    map.put("a", List.of(1, 2L, 3.0, true, "\n", parse("1.10"), List.of()));
    map.put("big", new BigInteger("123456789012345678901234567890"));
    map.put("exact", new BigDecimal("1.10"));
    map.put("huge", new BigDecimal("1E+400"));

    assertThat(Json.of(map))
        .hasToString(
            "{\"z\\\"\":null,\"a\":[1,2,3,true,\"\\n\",1.10,[]],"
                + "\"big\":123456789012345678901234567890,\"exact\":1.10,\"huge\":1E+400}");
  }

  @Test
  void isMadeFromScalars() {
    assertThat(Json.of(null)).isSameAs(Json.NULL);
    assertThat(Json.of(true)).isSameAs(Json.TRUE);
    assertThat(Json.of(7)).hasToString("7");
    assertThat(Json.of("\u00e9")).hasToString("\"\u00e9\"");
    assertThat(Json.of(Double.NaN)).isEqualTo(Json.NULL);
  }

  @Test
  void refusesJavaValuesThatJsonDoesNotKnow() {
    assertThatThrownBy(() -> Json.of('c')).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.of(List.of(new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no JSON for a java.lang.Object");
    assertThatThrownBy(() -> Json.of(Map.of(1, 2))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAListThatContainsItself() {
    List<Object> list = new ArrayList<>();
    list.add(list);

    assertThatThrownBy(() -> Json.of(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("deeper than 64");
  }

  @Test
  void isEqualByBytes() {
    byte[] bytes = "[1,1,1.0,\"A\",\"\\u0041\"]".getBytes(UTF_8);
    List<Json> elements = Json.parse(bytes).elements();

    assertThat(elements.get(0)).isEqualTo(elements.get(1)).hasSameHashCodeAs(elements.get(1));
    assertThat(elements.get(0)).isNotEqualTo(elements.get(2));
    assertThat(elements.get(3)).isNotEqualTo(elements.get(4));
    assertThat(elements.get(3)).isEqualTo(Json.string("A")).hasSameHashCodeAs(Json.string("A"));
    assertThat(elements.get(0)).isNotEqualTo("1");
  }

  @Test
  void writesAStringThatBeganInJavaOnlyWhenAsked() {
    Json json = Json.string("a\u20ac");

    assertThat(json.kind()).isEqualTo(Json.Kind.STRING);
    assertThat(json.text()).isEqualTo("a\u20ac");
    assertThat(json.size()).isZero();
    assertThat(json.length()).isEqualTo(6);
    assertThat(json.toBytes()).isEqualTo("\"a\u20ac\"".getBytes(UTF_8));
  }

  @Test
  void cutsWhiteSpaceAroundTheValueOff() {
    Json json = Json.parse("xx [1, 2] \n".getBytes(UTF_8), 2, 11);

    assertThat(json).hasToString("[1, 2]");
    assertThat(json.length()).isEqualTo(6);
  }

  private static Json parse(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }
}

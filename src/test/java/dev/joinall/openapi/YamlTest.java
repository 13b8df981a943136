package dev.joinall.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The YAML has the same content as the JSON, and is readable. */
class YamlTest {
  private static final List<String> WORDS =
      List.of(
          "a",
          "no",
          "true",
          "null",
          "~",
          "1",
          "1.0",
          "-",
          "- a",
          "a: b",
          "a:b",
          "#",
          "a #b",
          "'",
          "\"",
          "\\",
          "{a}",
          "[a]",
          "a,b",
          "&a",
          "*a",
          "!a",
          "|",
          ">",
          "%a",
          "@a",
          "`a`",
          "?",
          "",
          " ",
          "  a",
          "a ",
          "\n",
          "a\nb",
          "a\n\nb\n",
          "\n\na",
          " a\nb",
          "a \nb",
          "a\n\n",
          "\t",
          "a\tb",
          "\u0000",
          "\u0085",
          "\u2028",
          "\ufeff",
          "\u00e4\u20ac",
          "\ud83d\ude00",
          "2024-01-01",
          "0x1f",
          "1_000",
          ".inf",
          "/a/{b}",
          "$ref",
          "=",
          "<<",
          "...",
          "---",
          "a  b",
          "a long text of many words that is longer than a line of the page can be, and so has to go on below",
          "another long one: with a colon #and what looks like a comment, that is folded even so, is it not? ");

  private static Object loaded(String yaml) {
    var settings = LoadSettings.builder().setBufferSize(yaml.length() + 1).build();
    return new Load(settings).loadFromString(yaml);
  }

  @Test
  void theYamlHasTheValueOfTheJson() {
    for (String word : WORDS) {
      assertThat(loaded(Yaml.of(Json.of(Map.of("key", word)))))
          .as(word)
          .isEqualTo(Map.of("key", word));
      assertThat(loaded(Yaml.of(Json.of(Map.of("key", List.of(word, "b"))))))
          .as("in a list: " + word)
          .isEqualTo(Map.of("key", List.of(word, "b")));
      assertThat(loaded(Yaml.of(Json.of(Map.of(word, Map.of(word, "b"))))))
          .as("as a key: " + word)
          .isEqualTo(Map.of(word, Map.of(word, "b")));
    }
  }

  @Test
  void randomValuesSurviveARoundTrip() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      Map<String, Object> value = Map.of("value", value(random, 0));
      Json json = Json.of(value);
      String yaml = Yaml.of(json);
      assertThat(loaded(yaml)).as("seed " + seed + "\n" + yaml).isEqualTo(value);
    }
  }

  private static Object value(RandomGenerator random, int depth) {
    int size = random.nextInt(6);
    return switch (random.nextInt(depth > 4 ? 3 : 6)) {
      case 0 -> WORDS.get(random.nextInt(WORDS.size()));
      case 1 -> random.nextInt();
      case 2 -> random.nextBoolean();
      case 3 -> {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          list.add(value(random, depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
          map.put(WORDS.get(random.nextInt(WORDS.size())), value(random, depth + 1));
        }
        yield map;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"62.90", "1e3", "9007199254740993", "null", "[]", "{}", "[[],{}]"})
  void numbersAndWhatIsEmptyStayAsTheyAre(String json) {
    assertThat(Yaml.of(Json.parse(json.getBytes(UTF_8))).strip())
        .isEqualTo(json.replace("[[],{}]", "- []\n- {}"));
  }

  @Test
  void smallThingsAreOnOneLine() {
    String json =
        """
        {"a":{"$ref":"#/b"},"list":["x","z"],"text":"two words, and more","lines":"one\\ntwo\\n",
         "many":{"a":1,"b":2,"c":3,"d":4,"e":5}}
        """;

    assertThat(Yaml.of(Json.parse(json.getBytes(UTF_8))))
        .isEqualTo(
            """
            a: {$ref: '#/b'}
            list: [x, z]
            text: two words, and more
            lines: |
              one
              two
            many:
              a: 1
              b: 2
              c: 3
              d: 4
              e: 5
            """);
  }
}

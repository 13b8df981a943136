package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Mutates valid documents at random and compares the parser with Jackson. */
class JsonMutationTest {
  private static final int CASES = 10_000;

  private static final List<String> DOCUMENTS =
      List.of(
          "{\"sku\":\"A-1\",\"price\":1.10,\"tags\":[\"new\",\"caf\u00e9\"],\"stock\":null}",
          "[0,-0,1,-12,3.25,1e2,1E-2,9007199254740993,123456789012345678901234567890]",
          "[\"\",\"\\\"\\\\\\/\\b\\f\\n"
              + "\\r"
              + "\\t\\u0041\",\"\\ud83d\\ude00\",\"\ud83d\ude00\u20ac\u00e9\"]",
          " { \"a\" : [ ] , \"b\" : { } , \"a\" : [ [ 1 ] , { \"c\" : true } ] , \"d\" : false } ",
          "{\"a text that is longer than sixteen bytes\":\"and another one, \\\\ escaped\"}",
          "[".repeat(62) + "{\"deep\":[1]}" + "]".repeat(62));

  private static final String FRAGMENTS =
      "{}[],:\"\\/ \t\n0123456789.-+eEaubtfnrlsx\0\1\u007f\u0080\u00c3\u00e9\u00ff";

  private final JsonMapper jackson =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .build();

  @Test
  void agreesWithJacksonOnBrokenDocuments() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = mutate(DOCUMENTS.get(random.nextInt(DOCUMENTS.size())), random);
      String as = "seed " + seed + ", case " + i + ": " + new String(bytes, ISO_8859_1);
      Optional<Json> ours = parse(bytes);
      assertThat(ours.isPresent()).as(as).isEqualTo(jacksonAccepts(bytes));
      if (ours.isPresent()) {
        assertReadsRight(ours.get(), as);
        accepted++;
      }
    }
    assertThat(accepted).isBetween(CASES / 20, CASES - CASES / 20);
  }

  private void assertReadsRight(Json json, String as) {
    Object value = json.value();
    assertThat(bySlices(json)).as(as).isEqualTo(value);
    assertThat(json.toString()).as(as).isEqualTo(new String(json.toBytes(), UTF_8));
    Object expected = normal(jackson.readValue(json.toString(), Object.class));
    assertThat(normal(value)).as(as).isEqualTo(expected);
    if (!String.valueOf(value).contains("Infinity")) {
      Object again = Json.parse(Json.of(value).toBytes()).value();
      assertThat(normal(again)).as(as).isEqualTo(normal(value));
    }
  }

  private static byte[] mutate(String document, Random random) {
    byte[] bytes = document.getBytes(UTF_8);
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      int at = random.nextInt(bytes.length);
      byte fragment = (byte) FRAGMENTS.charAt(random.nextInt(FRAGMENTS.length()));
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> join(bytes, at, new byte[] {fragment}, at);
            case 1 -> join(bytes, at, new byte[] {fragment}, at + 1);
            case 2 -> join(bytes, at, new byte[0], at + 1);
            case 3 -> join(bytes, at, new byte[] {bytes[random.nextInt(bytes.length)]}, at + 1);
            default -> join(bytes, at, new byte[] {bytes[at]}, at);
          };
    }
    return bytes;
  }

  /** Joins the bytes up to one offset, the middle, and the bytes from the other offset on. */
  private static byte[] join(byte[] bytes, int to, byte[] middle, int from) {
    ByteBuffer joined = ByteBuffer.allocate(to + middle.length + bytes.length - from);
    return joined.put(bytes, 0, to).put(middle).put(bytes, from, bytes.length - from).array();
  }

  private static Optional<Json> parse(byte[] bytes) {
    try {
      return Optional.of(Json.parse(bytes));
    } catch (MalformedJson malformed) {
      return Optional.empty();
    }
  }

  /** The JDK checks UTF-8, where Jackson is lenient; Jackson checks the syntax. */
  private boolean jacksonAccepts(byte[] bytes) {
    try (JsonParser parser =
        jackson.createParser(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())) {
      boolean any = parser.nextToken() != null;
      parser.skipChildren();
      return any && parser.nextToken() == null;
    } catch (CharacterCodingException | JacksonException refused) {
      return false;
    }
  }

  private static @Nullable Object bySlices(Json json) {
    return switch (json.kind()) {
      case OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        json.forEachMember((name, value) -> members.put(name, bySlices(value)));
        members.keySet().forEach(name -> assertThat(json.get(name)).isNotNull());
        yield members;
      }
      case ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        json.elements().forEach(element -> elements.add(bySlices(element)));
        assertThat(json.size()).isEqualTo(elements.size());
        yield elements;
      }
      case STRING, NUMBER, BOOLEAN, NULL -> json.value();
    };
  }

  /** All numbers as Double: the parsers choose different types, and 1e2 is written as 100. */
  private static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case Number number -> number.doubleValue() + 0.0;
      case List<?> list -> list.stream().map(JsonMutationTest::normal).toList();
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(name, normal(member)));
        yield Collections.unmodifiableMap(members);
      }
      case null -> null;
      default -> value;
    };
  }
}

package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BsonJsonTest {
  private static final byte[] BYTES = {0, 1, (byte) 0xff};

  static Stream<Arguments> table() {
    return Stream.of(
        row(
            new BsonObjectId(new ObjectId("5f0000000000000000000abc")),
            "\"5f0000000000000000000abc\""),
        row(new BsonDateTime(1_795_421_730_250L), "\"2026-11-23T08:15:30.250Z\""),
        row(new BsonDateTime(0), "\"1970-01-01T00:00:00.000Z\""),
        row(new BsonDateTime(-1), "\"1969-12-31T23:59:59.999Z\""),
        row(new BsonInt32(-7), "-7"),
        row(new BsonInt64(9_007_199_254_740_993L), "9007199254740993"),
        row(new BsonInt64(Long.MIN_VALUE), "-9223372036854775808"),
        row(new BsonDouble(3.0), "3"),
        row(new BsonDouble(0.1), "0.1"),
        row(new BsonDouble(1e21), "1e+21"),
        row(new BsonDouble(Double.NaN), "null"),
        row(new BsonDouble(Double.NEGATIVE_INFINITY), "null"),
        row(decimal("148.30"), "148.30"),
        row(decimal("1E+400"), "1E+400"),
        row(decimal("-0"), "-0"),
        row(new BsonDecimal128(Decimal128.NaN), "null"),
        row(new BsonDecimal128(Decimal128.POSITIVE_INFINITY), "null"),
        row(
            new BsonBinary(UUID.fromString("123e4567-e89b-12d3-a456-426614174000")),
            "\"123e4567-e89b-12d3-a456-426614174000\""),
        row(
            new BsonBinary(BsonBinarySubType.UUID_LEGACY, new byte[16]),
            "\"AAAAAAAAAAAAAAAAAAAAAA==\""),
        row(new BsonBinary(BsonBinarySubType.UUID_STANDARD, BYTES), "\"AAH/\""),
        row(new BsonBinary(BYTES), "\"AAH/\""),
        row(new BsonRegularExpression("^a/b", "i"), "\"/^a/b/i\""),
        row(new BsonTimestamp(1_795_421_730, 5), "\"2026-11-23T08:15:30Z\""),
        row(new BsonTimestamp(-1, 0), "\"2106-02-07T06:28:15Z\""),
        row(new BsonSymbol("s"), "\"s\""),
        row(new BsonJavaScript("f()"), "\"f()\""),
        row(new BsonJavaScriptWithScope("g()", new BsonDocument("x", new BsonInt32(1))), "\"g()\""),
        row(
            new BsonDbPointer("shop.orders", new ObjectId("5f0000000000000000000abc")),
            "{\"$ref\":\"shop.orders\",\"$id\":\"5f0000000000000000000abc\"}"),
        row(BsonNull.VALUE, "null"),
        row(new BsonUndefined(), "null"),
        row(new BsonMinKey(), "null"),
        row(new BsonMaxKey(), "null"),
        row(BsonBoolean.TRUE, "true"),
        row(new BsonString("ü \"\u0000\u2028"), "\"ü \\\"\\u0000\u2028\""),
        row(new BsonDocument(), "{}"),
        row(new BsonArray(List.of(new BsonInt32(1), new BsonArray())), "[1,[]]"));
  }

  private static Arguments row(BsonValue value, String json) {
    return Arguments.of(value, json);
  }

  private static BsonValue decimal(String digits) {
    return new BsonDecimal128(Decimal128.parse(digits));
  }

  @ParameterizedTest
  @MethodSource("table")
  void eachTypeHasItsJson(BsonValue value, String json) {
    assertThat(written(new BsonDocument("a", value).append("b", new BsonInt32(1))))
        .hasToString("{\"a\":" + json + ",\"b\":1}");
  }

  @ParameterizedTest
  @MethodSource("table")
  void aValueByItselfIsWrittenAlike(BsonValue value, String json) {
    var out = new JsonWriter(16);
    BsonJson.write(value, out);
    assertThat(out.toJson()).hasToString(json);
  }

  @Test
  void anyDocumentBecomesValidJson() {
    long seed = System.nanoTime();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 2_000; i++) {
      BsonDocument document = document(random, 4);
      Json json = written(document);
      assertThat(Json.parse(json.toBytes())).as("seed %d: %s", seed, document).isEqualTo(json);
    }
  }

  @Test
  void everyDecimalKeepsItsValue() {
    long seed = System.nanoTime();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 2_000; i++) {
      var decimal = BigDecimal.valueOf(random.nextLong(), random.nextInt(-5_000, 5_000));
      String json =
          String.valueOf(written(new BsonDocument("a", decimal(decimal.toString()))).get("a"));
      assertThat(new BigDecimal(json)).as("seed %d", seed).isEqualTo(decimal);
    }
  }

  @Test
  void aDocumentThatIsTooDeepIsRefused() {
    assertThat(written(nested(BsonJson.MAX_DEPTH))).isNotNull();
    assertThatThrownBy(() -> written(nested(BsonJson.MAX_DEPTH + 1)))
        .isInstanceOf(StepException.class)
        .hasMessageStartingWith("too-large");
  }

  private static BsonDocument nested(int depth) {
    var document = new BsonDocument();
    for (int i = 1; i < depth; i++) {
      document = new BsonDocument("a", document);
    }
    return document;
  }

  private static BsonDocument document(RandomGenerator random, int depth) {
    var document = new BsonDocument();
    List<BsonValue> values = table().map(row -> (BsonValue) row.get()[0]).toList();
    for (int i = random.nextInt(6); i > 0; i--) {
      BsonValue value =
          random.nextInt(4) == 0 && depth > 0
              ? document(random, depth - 1)
              : values.get(random.nextInt(values.size()));
      document.put(name(random), value);
    }
    return document;
  }

  private static String name(RandomGenerator random) {
    return random
        .ints(random.nextInt(5), 1, 0xd800)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Json written(BsonDocument document) {
    var out = new JsonWriter(64);
    BsonJson.write(new RawBsonDocument(document, new BsonDocumentCodec()), out);
    return out.toJson();
  }
}

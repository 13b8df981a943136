package dev.joinall.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.joinall.json.Decimal;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.ParsePosition;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Functions on numbers of all forms. */
@SuppressWarnings("Immutable") // these functions depend only on their arguments
final class NumberFunctions {
  /** In elements: the cost of creating a format, and of rounding. */
  private static final int FORMAT = 500;

  private static final int ROUND = 40;

  /** The maximum number of digits after the point. */
  private static final long MAX_DIGITS = 34;

  /** In characters. */
  private static final int MAX_PATTERN = 100;

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");

  private NumberFunctions() {}

  static void declare(FunctionTable table) {
    rounding(table, "ceil", RoundingMode.CEILING);
    rounding(table, "floor", RoundingMode.FLOOR);
    rounding(table, "round", RoundingMode.HALF_UP);
    rounding(table, "trunc", RoundingMode.DOWN);
    table.ofNumber(
        "math.round",
        "math_round_digits",
        it -> rounded((Number) it[0], digits((Long) it[1]), RoundingMode.HALF_UP),
        SimpleType.DOUBLE,
        SimpleType.INT);
    bind(table, "abs", it -> it.doubleValue() < 0 ? Arithmetic.negate(it) : it);
    bind(table, "sign", it -> (long) Numbers.compare(it, 0L));
    bind(table, "sqrt", it -> Math.sqrt(it.doubleValue()));
    table.bind("math_isNaN_number", it -> Numbers.isNaN(it[0]), SimpleType.DOUBLE);
    table.bind(
        "math_isInf_number", it -> Double.isInfinite(limit((Number) it[0])), SimpleType.DOUBLE);
    table.bind(
        "math_isFinite_number", it -> Arithmetic.isFinite((Number) it[0]), SimpleType.DOUBLE);
    CelType text = SimpleType.STRING;
    table.ofNumber(
        "formatNumber",
        "formatNumber_string",
        it -> formatted((Number) it[0], (String) it[1], "en"),
        text,
        text);
    table.ofNumber(
        "formatNumber",
        "formatNumber_string_string",
        it -> formatted((Number) it[0], (String) it[1], (String) it[2]),
        text,
        text,
        text);
    CelType number = SimpleType.DOUBLE;
    table.function("parseNumber", "parseNumber_string", it -> parsed((String) it[0]), number, text);
    table.function(
        "parseNumber",
        "parseNumber_string_string",
        it -> parsed((String) it[0], (String) it[1], "en"),
        number,
        text,
        text);
    table.function(
        "parseNumber",
        "parseNumber_string_string_string",
        it -> parsed((String) it[0], (String) it[1], (String) it[2]),
        number,
        text,
        text,
        text);
  }

  private static double limit(Number number) {
    return number instanceof Double value ? value : 0;
  }

  private static void bind(FunctionTable table, String name, UnaryOperator<Number> code) {
    table.bind("math_" + name + "_number", it -> code.apply((Number) it[0]), SimpleType.DOUBLE);
  }

  private static void rounding(FunctionTable table, String name, RoundingMode mode) {
    bind(table, name, it -> rounded(it, 0, mode));
  }

  static int digits(long digits) {
    if (digits < 0 || digits > MAX_DIGITS) {
      throw new IllegalArgumentException("digits after the point are from 0 to " + MAX_DIGITS);
    }
    return (int) digits;
  }

  private static Number rounded(Number number, int digits, RoundingMode mode) {
    if (number instanceof Long || !Arithmetic.isFinite(number)) {
      return number;
    }
    Meter.chargeElements(ROUND);
    BigDecimal big = Arithmetic.big(number);
    return big.scale() <= digits ? number : Arithmetic.number(big.setScale(digits, mode));
  }

  /**
   * Creates a format from a pattern of {@link DecimalFormat}. It is not thread-safe, so each use
   * creates one.
   */
  static DecimalFormat format(String pattern, String locale) {
    Meter.chargeElements(FORMAT);
    if (pattern.length() > MAX_PATTERN) {
      throw new IllegalArgumentException("a pattern has at most " + MAX_PATTERN + " characters");
    }
    var symbols = DecimalFormatSymbols.getInstance(Locales.of(locale));
    var format = new DecimalFormat(pattern, symbols);
    format.setRoundingMode(RoundingMode.HALF_UP);
    format.setParseBigDecimal(true);
    format.setStrict(true);
    return format;
  }

  private static String formatted(Number number, String pattern, String locale) {
    BigDecimal big = Arithmetic.big(number);
    Meter.chargeElements(big.precision());
    Meter.chargeBytes(
        2L * Math.max(big.precision(), big.precision() - big.scale()) + pattern.length());
    return format(pattern, locale).format(big);
  }

  /** Parses a number in the syntax of JSON. */
  private static Number parsed(String text) {
    Meter.chargeElements(FORMAT + Cost.ofText(text.length()));
    try {
      Json json = Json.parse(text.getBytes(UTF_8));
      if (json.kind() == Json.Kind.NUMBER) {
        return json.number();
      }
    } catch (MalformedJson e) {
      // Reported below, like any other text that is not a number.
    }
    throw new IllegalArgumentException("not a number: \"" + OwnFunctions.shown(text) + "\"");
  }

  private static Number parsed(String text, String pattern, String locale) {
    if (text.length() > Cost.MAX_NUMBER) {
      throw new IllegalArgumentException("a text of more than " + Cost.MAX_NUMBER + " characters");
    }
    Meter.chargeElements(2L * text.length());
    DecimalFormat format = format(pattern, locale);
    var position = new ParsePosition(0);
    boolean isNumber =
        format.parse(text, position) instanceof BigDecimal && position.getIndex() == text.length();
    if (!isNumber || !(format.parse(text, new ParsePosition(0)) instanceof BigDecimal number)) {
      throw new IllegalArgumentException(
          "not a number of the form \"" + pattern + "\": \"" + OwnFunctions.shown(text) + "\"");
    }
    return Arithmetic.number(number);
  }

  /** Parses {@code int(text)}: digits with a sign, as in CEL. */
  static Number parseInteger(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a whole number: \"" + OwnFunctions.shown(text) + "\"");
    }
    return Decimal.parse(text.startsWith("+") ? text.substring(1) : text);
  }

  /** Parses {@code double(text)}, including NaN and the infinities. */
  static double toDouble(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: \"" + OwnFunctions.shown(text) + "\"", e);
    }
  }
}

package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Internal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value. Immutable and thread-safe.
 *
 * <p>A value is a slice of an array of UTF-8 bytes, which it may share with its document (a small
 * slice keeps the whole document in memory). Nothing is rounded, reordered or unescaped: {@link
 * #toBytes} returns the bytes that {@link #parse} accepted. Java values are created once, by the
 * first call of {@link #value}.
 */
public final class Json implements Comparable<Json> {
  public static final Json NULL = literal("null");
  public static final Json TRUE = literal("true");
  public static final Json FALSE = literal("false");
  public static final Json EMPTY_ARRAY = literal("[]");
  public static final Json EMPTY_OBJECT = literal("{}");

  /** The six kinds of RFC 8259. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  private final int from;

  /** After the last byte. Written before {@link #bytes} and read after it, so always visible. */
  private int to;

  /** Null until needed, if the value was created from a Java string; its text is then in cached. */
  private volatile byte @Nullable [] bytes;

  /** The Java value, once it was read. Stays null for JSON null. */
  private volatile @Nullable Object cached;

  /** Null, JsonChildren.LOOKED_UP, an object's members by name, or an array's elements. */
  private volatile @Nullable Object children;

  private Json(byte[] bytes, int from, int to) {
    this.from = from;
    this.to = to;
    this.bytes = bytes;
  }

  private Json(String text) {
    this.from = 0;
    this.cached = text;
  }

  private static Json literal(String json) {
    byte[] bytes = json.getBytes(ISO_8859_1);
    return new Json(bytes, 0, bytes.length);
  }

  /**
   * Validates the bytes in one pass: RFC 8259, strict UTF-8, depth up to 64, numbers up to 1000
   * bytes. Removes white space around the value. The array is not copied and must not be modified
   * afterwards.
   *
   * @throws MalformedJson if they are not exactly one JSON value within these limits
   */
  public static Json parse(byte[] utf8) {
    return parse(utf8, 0, utf8.length);
  }

  /** Like {@link #parse(byte[])}, for the bytes from {@code from} to before {@code to}. */
  public static Json parse(byte[] utf8, int from, int to) {
    Objects.checkFromToIndex(from, to, utf8.length);
    return JsonScanner.scan(utf8, from, to);
  }

  /**
   * Creates a value over bytes that must be one valid JSON value without white space around it.
   * They are neither validated nor copied. Use {@link #parse} for external bytes.
   */
  public static Json trusted(byte[] utf8, int from, int to) {
    return new Json(utf8, from, to);
  }

  /** A JSON string. Its bytes are written on first use. */
  public static Json string(String text) {
    return new Json(Objects.requireNonNull(text));
  }

  public static Json number(long value) {
    return literal(Long.toString(value));
  }

  /** In JavaScript's format: {@code 1} for 1.0; null for NaN and the infinities. */
  public static Json number(double value) {
    return Double.isFinite(value) ? literal(JsonNumbers.write(value)) : NULL;
  }

  /** The number as written. */
  public static Json number(Decimal value) {
    return literal(value.toString());
  }

  public static Json bool(boolean value) {
    return value ? TRUE : FALSE;
  }

  /**
   * Converts plain Java values: null, Boolean, Integer, Long, BigInteger, BigDecimal, Decimal,
   * Double, String, Json, and List and Map of these. Keeps the order of a map, whose keys must be
   * strings.
   *
   * @throws IllegalArgumentException for any other type, or a depth of more than 64
   */
  public static Json of(@Nullable Object value) {
    return switch (value) {
      case null -> NULL;
      case Json json -> json;
      case String text -> string(text);
      case Boolean bool -> bool(bool);
      default -> JavaValues.write(value);
    };
  }

  public Kind kind() {
    byte[] b = bytes;
    if (b == null) {
      return Kind.STRING;
    }
    return switch (b[from]) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  public boolean isNull() {
    return kind() == Kind.NULL;
  }

  /**
   * The member with this name, as a slice of the same bytes. For a duplicate name it is the last
   * one, as in JavaScript; escaped names are compared unescaped. The first look-up scans the
   * members; the second builds an index of them.
   *
   * @return null if there is none, or this is not an object
   */
  public @Nullable Json get(String name) {
    if (kind() != Kind.OBJECT) {
      return null;
    }
    Object known = children;
    if (known instanceof Map<?, ?> members) {
      return (Json) members.get(name);
    }
    if (known == null || length() < JsonChildren.INDEXED_FROM) {
      children = JsonChildren.LOOKED_UP;
      return JsonChildren.find(cursor(), name);
    }
    Map<String, Json> members = JsonChildren.byName(cursor());
    children = members;
    return members.get(name);
  }

  /**
   * The element at this index, from 0, as a slice of the same bytes.
   *
   * <p>The first look-up scans the elements; the second stores them all.
   *
   * @return null if there is none, or this is not an array
   */
  public @Nullable Json get(int index) {
    if (kind() != Kind.ARRAY || index < 0) {
      return null;
    }
    Object known = children;
    if (known instanceof List<?> elements) {
      return index < elements.size() ? (Json) elements.get(index) : null;
    }
    if (known == null || length() < JsonChildren.INDEXED_FROM) {
      children = JsonChildren.LOOKED_UP;
      return JsonChildren.at(cursor(), index);
    }
    List<Json> elements = elements();
    return index < elements.size() ? elements.get(index) : null;
  }

  /**
   * The number of bytes that a look-up would scan or index: zero if the children are indexed, as
   * they are from the second look-up on. For a number, the bytes to parse; zero if it is parsed.
   */
  @Internal
  public int unread() {
    if (kind() == Kind.NUMBER) {
      return cached == null ? length() : 0;
    }
    Object known = children;
    return known instanceof Map<?, ?> || known instanceof List<?> || !isContainer() ? 0 : length();
  }

  /** The number of elements or members, including duplicate names; 0 for scalars. */
  public int size() {
    return isContainer() ? JsonChildren.count(cursor()) : 0;
  }

  /** The elements as slices of the same bytes; empty if this is not an array. Created once. */
  @SuppressWarnings("unchecked") // an array keeps no other list there
  public List<Json> elements() {
    if (kind() != Kind.ARRAY) {
      return List.of();
    }
    if (children instanceof List<?> known) {
      return (List<Json>) known;
    }
    List<Json> elements = JsonChildren.inOrder(cursor());
    children = elements;
    return elements;
  }

  /** The first duplicate name of an object in this value, at any depth. */
  public Optional<String> repeatedName() {
    return isContainer() ? RepeatedNames.first(utf8(), from, to) : Optional.empty();
  }

  /**
   * Visits each member in written order, including duplicate names; none if this is not an object.
   */
  public void forEachMember(BiConsumer<String, Json> visitor) {
    if (kind() != Kind.OBJECT) {
      return;
    }
    JsonCursor members = cursor();
    while (members.next()) {
      visitor.accept(members.name(), members.value());
    }
  }

  /**
   * The value as unmodifiable plain Java values: {@code Map<String, Object>} in written order,
   * {@code List<Object>}, String, Boolean, the numbers of {@link #number}, and null for JSON null,
   * in maps and lists too. Parsed by the first call, or more than once if threads race.
   */
  public @Nullable Object value() {
    Object value = cached;
    if (value == null) {
      if (kind() == Kind.NUMBER) {
        return number();
      }
      value = new JsonReader(utf8(), from, to).read();
      cached = value;
    }
    return value;
  }

  /**
   * The number without loss of a digit: a Long, a Double if it parses from exactly these digits, or
   * a {@link Decimal}.
   *
   * @throws IllegalStateException if this is not a number
   */
  public Number number() {
    if (cached instanceof Number known) {
      return known;
    }
    if (kind() != Kind.NUMBER) {
      throw new IllegalStateException("this is no number");
    }
    Number number = JsonNumbers.exact(utf8(), from, to);
    cached = number;
    return number;
  }

  /** The unescaped text of a string; for every other kind the JSON text. */
  public String text() {
    return kind() == Kind.STRING && value() instanceof String text ? text : toString();
  }

  /** The length of the JSON text in bytes. */
  public int length() {
    utf8();
    return to - from;
  }

  /** The JSON text, copied. */
  public byte[] toBytes() {
    return Arrays.copyOfRange(utf8(), from, to);
  }

  /** The JSON text. */
  @Override
  public String toString() {
    return new String(utf8(), from, length(), UTF_8);
  }

  /** Equal by bytes: {@code 1} is not {@code 1.0}, and a letter is not its escape. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Json json)) {
      return false;
    }
    byte[] mine = utf8();
    byte[] theirs = json.utf8();
    return Arrays.equals(mine, from, to, theirs, json.from, json.to);
  }

  /**
   * Compares unsigned bytes. Maps also use this order if many keys have the same hash code, which a
   * client can cause.
   */
  @Override
  public int compareTo(Json other) {
    byte[] mine = utf8();
    byte[] theirs = other.utf8();
    return Arrays.compareUnsigned(mine, from, to, theirs, other.from, other.to);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(utf8(), from, length()).hashCode();
  }

  /** Reads the valid bytes of a value. */
  interface Reading<T> {
    T of(byte[] utf8, int from, int to);
  }

  <T> T read(Reading<T> reading) {
    byte[] b = utf8();
    return reading.of(b, from, to);
  }

  void writeTo(JsonWriter writer) {
    writer.value(utf8(), from, to);
  }

  private boolean isContainer() {
    Kind kind = kind();
    return kind == Kind.OBJECT || kind == Kind.ARRAY;
  }

  private JsonCursor cursor() {
    return new JsonCursor(utf8(), from);
  }

  /** Must be called before {@link #to} is read. */
  private byte[] utf8() {
    byte[] b = bytes;
    if (b == null) {
      JsonWriter writer = new JsonWriter(16).string((String) Objects.requireNonNull(cached));
      b = writer.array();
      to = writer.length();
      bytes = b;
    }
    return b;
  }
}

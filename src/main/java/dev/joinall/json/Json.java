package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value. Immutable and thread-safe.
 *
 * <p>Bytes first: a value is a slice of an array of UTF-8 bytes, which it may share with the
 * document that it was taken from (a small slice keeps the whole document in memory). Nothing is
 * rounded, reordered or unescaped on the way through: what {@link #parse} took, {@link #toBytes}
 * gives back. Java values are made when {@link #value} first asks for them, once.
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

  /** Behind the last byte. Written before {@link #bytes} and read after it, so always seen. */
  private int to;

  /** Null until asked for, where the value began as a Java string; its text is then in cached. */
  private volatile byte @Nullable [] bytes;

  /** The Java value, once it is known. Stays null for JSON null. */
  private volatile @Nullable Object cached;

  /** Nothing, JsonChildren.LOOKED_UP, an object's members by name, or an array's elements. */
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
   * Checks the bytes in one pass: RFC 8259, strict UTF-8, depth up to 64, numbers up to 1000 bytes.
   * White space around the value is cut off. The array is not copied: the caller gives it away.
   *
   * @throws MalformedJson if they are not exactly one JSON value within these limits
   */
  public static Json parse(byte[] utf8) {
    return parse(utf8, 0, utf8.length);
  }

  /** As {@link #parse(byte[])}, for the bytes from {@code from} up to but without {@code to}. */
  public static Json parse(byte[] utf8, int from, int to) {
    Objects.checkFromToIndex(from, to, utf8.length);
    return JsonScanner.scan(utf8, from, to);
  }

  /**
   * A value over bytes that are known to be one JSON value without white space around it, unchecked
   * and not copied. Bytes from outside go through {@link #parse}.
   */
  public static Json trusted(byte[] utf8, int from, int to) {
    return new Json(utf8, from, to);
  }

  /** A JSON string. Its bytes are written when they are first needed. */
  public static Json string(String text) {
    return new Json(Objects.requireNonNull(text));
  }

  public static Json number(long value) {
    return literal(Long.toString(value));
  }

  /** As JavaScript writes it: {@code 1} for 1.0; null for NaN and the infinities. */
  public static Json number(double value) {
    return Double.isFinite(value) ? literal(JsonNumbers.write(value)) : NULL;
  }

  /** As it was written. */
  public static Json number(Decimal value) {
    return literal(value.toString());
  }

  public static Json bool(boolean value) {
    return value ? TRUE : FALSE;
  }

  /**
   * From plain Java values: null, Boolean, Integer, Long, BigInteger, BigDecimal, Double, String,
   * Json, and List and Map of these. A map's order is kept; its keys are strings.
   *
   * @throws IllegalArgumentException for any other type, or deeper than 64
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
   * The member of that name, as a slice of the same bytes. The last one where a name is repeated,
   * as JavaScript has it; escaped names are compared by what they spell. The first look-up reads
   * over the members; the second remembers them all by name.
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
   * The element at that index, from 0, as a slice of the same bytes.
   *
   * <p>The first look-up reads over the elements; the second remembers them all.
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
      return element(index);
    }
    List<Json> elements = elements();
    return index < elements.size() ? elements.get(index) : null;
  }

  private @Nullable Json element(int index) {
    JsonCursor elements = cursor();
    for (int i = 0; elements.next(); i++) {
      if (i == index) {
        return elements.value();
      }
    }
    return null;
  }

  /**
   * How many bytes a look-up would read over, and an index be made of: zero where the children are
   * remembered, as they are from the second look-up on. Of a number, the bytes that it is read
   * from; zero where it has been.
   */
  public int unread() {
    if (kind() == Kind.NUMBER) {
      return cached == null ? length() : 0;
    }
    Object known = children;
    return known instanceof Map<?, ?> || known instanceof List<?> || !isContainer() ? 0 : length();
  }

  /** How many elements or members (repeated ones counted) there are; 0 for scalars. */
  public int size() {
    if (!isContainer()) {
      return 0;
    }
    JsonCursor children = cursor();
    int size = 0;
    while (children.next()) {
      size++;
    }
    return size;
  }

  /** The elements as slices of the same bytes; empty if this is not an array. Made once. */
  @SuppressWarnings("unchecked") // of an array, no other list is kept there
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

  /** The first name that an object in here, at any depth, has more than once. */
  public Optional<String> repeatedName() {
    return isContainer() ? RepeatedNames.first(utf8(), from, to) : Optional.empty();
  }

  /** Shows each member in written order, repeated ones too; none if this is not an object. */
  public void forEachMember(BiConsumer<String, Json> visitor) {
    if (kind() != Kind.OBJECT) {
      return;
    }
    JsonCursor members = cursor();
    while (members.next()) {
      visitor.accept(members.name(), members.value());
    }
  }

  /** Shows each element in order, without remembering them; none if this is not an array. */
  void forEachElement(Consumer<Json> visitor) {
    if (kind() == Kind.ARRAY) {
      JsonCursor elements = cursor();
      while (elements.next()) {
        visitor.accept(elements.value());
      }
    }
  }

  /**
   * As plain Java values, which cannot be modified: {@code Map<String, Object>} in written order,
   * {@code List<Object>}, String, Boolean, Long for a number without fraction and exponent that
   * fits into one, Double for every other number (beyond its range: infinite), and null for JSON
   * null, within maps and lists too. Parsed at the first call, which may happen more than once if
   * threads race.
   */
  public @Nullable Object value() {
    Object value = cached;
    if (value instanceof Decimal decimal) {
      return decimal.doubleValue();
    }
    if (value == null) {
      if (kind() == Kind.NUMBER) {
        return JsonNumbers.read(utf8(), from, to);
      }
      value = new JsonReader(utf8(), from, to).read();
      cached = value;
    }
    return value;
  }

  /**
   * The number that this is, without a digit changed: a Long, a Double where it reads as exactly
   * these digits, or a {@link Decimal}.
   *
   * @throws IllegalStateException where this is no number
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

  /** What a string says, unescaped; of every other kind the JSON text. */
  public String text() {
    return kind() == Kind.STRING && value() instanceof String text ? text : toString();
  }

  /** In bytes of JSON text. */
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
   * By bytes, unsigned. Also what a map goes by where many of its keys have one hash code, as a
   * client can choose them to have.
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

  /** Reads bytes of a value, which are valid. */
  interface Reading<T> {
    T of(byte[] utf8, int from, int to);
  }

  <T> T read(Reading<T> reading) {
    byte[] b = utf8();
    return reading.of(b, from, to);
  }

  void writeTo(JsonWriter writer) {
    writer.append(utf8(), from, to);
  }

  private boolean isContainer() {
    Kind kind = kind();
    return kind == Kind.OBJECT || kind == Kind.ARRAY;
  }

  private JsonCursor cursor() {
    return new JsonCursor(utf8(), from);
  }

  /** To be called before {@link #to} is read. */
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

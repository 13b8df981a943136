package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.config.Internal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON into a growing array: copies the bytes of existing values, and escapes new ones.
 * Inserts commas automatically, except around {@link #raw} bytes. Does not check brackets: the
 * caller must close them. Not thread-safe.
 */
public final class JsonWriter {
  private static final byte[] NULL = "null".getBytes(ISO_8859_1);
  private static final byte[] TRUE = "true".getBytes(ISO_8859_1);
  private static final byte[] FALSE = "false".getBytes(ISO_8859_1);

  private byte[] bytes;
  private int length;
  private boolean needsComma;

  /** Null if all values are copied. */
  private @Nullable Splices splices;

  /** Receives bytes, in the order in which they are written. */
  @Internal
  @FunctionalInterface
  public interface Sink {
    void write(byte[] array, int from, int length);
  }

  /** Creates a writer with an initial capacity in bytes. */
  public JsonWriter(int capacity) {
    this.bytes = new byte[Math.max(capacity, 16)];
  }

  /**
   * Creates a writer that already contains these bytes. They are not copied, and must not be
   * changed.
   */
  @Internal
  public static JsonWriter of(byte[] written) {
    return new JsonWriter(written);
  }

  /**
   * Creates a writer that copies no large value of {@link #json} until the whole is read as an
   * array, and keeps their documents in memory.
   */
  @Internal
  public static JsonWriter splicing(int capacity) {
    var writer = new JsonWriter(capacity);
    writer.splices = new Splices();
    return writer;
  }

  private JsonWriter(byte[] written) {
    this.bytes = written;
    this.length = written.length;
  }

  /** Appends the byte unchanged. The next value gets no comma before it. */
  @Internal
  public JsonWriter raw(byte b) {
    ensure(1);
    bytes[length++] = b;
    needsComma = false;
    return this;
  }

  /** Appends the bytes unchanged. The next value gets no comma before it. */
  @Internal
  public JsonWriter raw(byte[] json) {
    append(json, 0, json.length);
    needsComma = false;
    return this;
  }

  public JsonWriter json(Json value) {
    comma();
    value.writeTo(this);
    return this;
  }

  /**
   * Writes a string, quoted and escaped. A lone surrogate, which UTF-8 cannot represent, is written
   * as its escape.
   */
  public JsonWriter string(String text) {
    comma();
    quoted(text);
    return this;
  }

  /** Writes a member's name with its colon. The member's value must follow. */
  public JsonWriter name(String name) {
    comma();
    quoted(name);
    return raw((byte) ':');
  }

  public JsonWriter member(String name, Json value) {
    return name(name).json(value);
  }

  public JsonWriter number(long value) {
    return ascii(Long.toString(value).getBytes(ISO_8859_1));
  }

  /** Like {@link Json#number(double)}: null for NaN and the infinities. */
  public JsonWriter number(double value) {
    return json(Json.number(value));
  }

  public JsonWriter bool(boolean value) {
    return ascii(value ? TRUE : FALSE);
  }

  public JsonWriter nullValue() {
    return ascii(NULL);
  }

  public JsonWriter beginObject() {
    return begin('{');
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter beginArray() {
    return begin('[');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  /** The number of bytes so far. */
  public int length() {
    Splices present = splices;
    return present == null ? length : length + present.length();
  }

  /** The bytes so far, which must be one value. Shares the array; later writes are not visible. */
  public Json toJson() {
    return Json.trusted(array(), 0, length);
  }

  public byte[] toBytes() {
    return Arrays.copyOf(array(), length);
  }

  /** Passes on the bytes so far, which are not copied and must not be modified. */
  @Internal
  public void writeTo(Sink sink) {
    Splices present = splices;
    if (present == null) {
      sink.write(bytes, 0, length);
    } else {
      present.write(bytes, length, sink);
    }
  }

  /**
   * The array, not copied: valid up to {@link #length}, until the next write. Must not be modified.
   */
  @Internal
  public byte[] array() {
    if (splices != null) {
      var whole = new JsonWriter(length());
      writeTo((array, from, count) -> whole.append(array, from, from + count));
      bytes = whole.bytes;
      length = whole.length;
      splices = null;
    }
    return bytes;
  }

  /** Writes a value whose array never changes. */
  void value(byte[] source, int from, int to) {
    Splices present = splices;
    if (present != null && to - from >= Splices.MIN) {
      present.add(length, source, from, to);
    } else {
      append(source, from, to);
    }
  }

  private void append(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  private JsonWriter ascii(byte[] value) {
    comma();
    append(value, 0, value.length);
    return this;
  }

  private JsonWriter begin(char bracket) {
    comma();
    return raw((byte) bracket);
  }

  private JsonWriter end(char bracket) {
    raw((byte) bracket);
    needsComma = true;
    return this;
  }

  private void comma() {
    if (needsComma) {
      raw((byte) ',');
    }
    needsComma = true;
  }

  private void quoted(String text) {
    if (StringEscapes.maxBytes(text) > bytes.length - length) {
      ensure(StringEscapes.roomFor(text));
    }
    length = StringEscapes.write(text, bytes, length);
  }

  private void ensure(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length << 1, Math.addExact(length, more)));
    }
  }
}

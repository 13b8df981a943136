package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Converts a reply to JSON while it is read. */
final class ReplyJson extends ReplyConsumer<Json> {
  private static final int MAX_DEPTH = 32;

  /** Bytes of the shortest JSON element with its separator: {@code 1,}. */
  private static final int MIN_ELEMENT_BYTES = 2;

  /** Maximum ratio of protocol bytes to JSON bytes: {@code $1\r\n1\r\n} for {@code 1,}. */
  private static final int WIRE_FACTOR = 4;

  private static final int FIRST_CAPACITY = 256;
  private static final int BRIEF = 1024;

  private final ReplyFormat format;
  private final int maxBytes;

  /** Null until the reply turns out to be an array or a map. */
  private @Nullable JsonWriter writer;

  /** Number of missing parts of the array or map at each depth; a map's names count too. */
  private int[] missing = {};

  /** One bit for each depth: whether it is a map. */
  private long maps;

  private int depth;

  ReplyJson(ReplyFormat format, int maxBytes) {
    super(null);
    this.format = format;
    this.maxBytes = maxBytes;
  }

  /** A text or a number of up to a kilobyte. */
  static ReplyJson brief() {
    return new ReplyJson(ReplyFormat.TEXT, BRIEF);
  }

  @Override
  long maxWireBytes() {
    return (long) WIRE_FACTOR * maxBytes + SLACK;
  }

  @Override
  boolean accepts(long length) {
    if (!isSkipping() && length > maxBytes - written()) {
      fail(ReplyBytes.tooLarge(maxBytes));
    }
    return !isSkipping();
  }

  /** A string or a status; null for nil. */
  @Override
  public void set(@Nullable ByteBuffer bytes) {
    bytes(bytes, format.json());
  }

  @Override
  public void setBigNumber(ByteBuffer digits) {
    bytes(digits, true);
  }

  @Override
  public void set(long number) {
    put(Json.number(number));
  }

  @Override
  public void set(double number) {
    put(Json.number(number));
  }

  @Override
  public void set(boolean value) {
    put(Json.bool(value));
  }

  @Override
  public void multi(int count) {
    if (count < 0) {
      put(null);
    } else {
      begin(count, format.hash() && depth == 0);
    }
  }

  @Override
  public void multiMap(int count) {
    begin(2 * count, true);
  }

  private void bytes(@Nullable ByteBuffer bytes, boolean json) {
    if (isSkipping()) {
      return;
    }
    if (bytes == null) {
      put(null);
      return;
    }
    if (!accepts(bytes.remaining())) { // a status or a number
      return;
    }
    try {
      put(ReplyBytes.value(bytes, json && !isName(), maxBytes));
    } catch (StepException e) {
      fail(e.fault());
    }
  }

  /** Null means nil: absent as the whole reply, JSON null within one. */
  private void put(@Nullable Json value) {
    if (isSkipping()) {
      return;
    }
    if (writer == null) {
      output = value;
    } else if (isName()) {
      putName(writer, value);
    } else {
      writer.json(value == null ? Json.NULL : value);
      next(writer);
    }
  }

  private void putName(JsonWriter out, @Nullable Json name) {
    if (name == null) {
      fail(Fault.of(Fault.Type.MALFORMED, "a map of the reply has a nil for a name"));
    } else {
      out.name(name.text());
      missing[depth]--;
    }
  }

  private void begin(int count, boolean map) {
    if (isSkipping() || (map && count == 0 && depth == 0 && format.hash())) {
      return;
    }
    if (isName() || depth + 1 == MAX_DEPTH) {
      fail(Fault.of(Fault.Type.MALFORMED, "the reply is too deep, or a name in it is no text"));
      return;
    }
    if (count > (maxBytes - written()) / MIN_ELEMENT_BYTES) {
      fail(ReplyBytes.tooLarge(maxBytes));
      return;
    }
    if (writer == null) {
      writer = new JsonWriter(FIRST_CAPACITY);
      missing = new int[MAX_DEPTH];
    }
    depth++;
    // One more than the parts: the end of the last part also ends the whole.
    missing[depth] = count + 1;
    maps = map ? maps | 1L << depth : maps & ~(1L << depth);
    if (map) {
      writer.beginObject();
    } else {
      writer.beginArray();
    }
    next(writer);
  }

  /** Ends a part of the array or map at this depth, which may end too. */
  private void next(JsonWriter out) {
    while (depth > 0 && --missing[depth] == 0) {
      if (isMap()) {
        out.endObject();
      } else {
        out.endArray();
      }
      depth--;
    }
    if (out.length() > maxBytes) {
      fail(ReplyBytes.tooLarge(maxBytes));
    } else if (depth == 0) {
      output = out.toJson();
    }
  }

  private boolean isMap() {
    return (maps >>> depth & 1) == 1;
  }

  private boolean isName() {
    return depth > 0 && isMap() && missing[depth] % 2 == 0;
  }

  private int written() {
    return writer == null ? 0 : writer.length();
  }

  @Override
  void fail(Fault found) {
    super.fail(found);
    writer = null;
    output = null;
  }
}

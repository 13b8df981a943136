package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reply to an {@code XREAD} of one stream: its entries, which may be none. */
final class StreamEntries extends ReplyConsumer<List<StreamEntry>> {
  private static final int MAX_ELEMENTS = 10_000;

  private final int entries;
  private final int maxBody;

  /** The incomplete lists; the outermost one is first. */
  private final Deque<List<Object>> open = new ArrayDeque<>();

  private @Nullable List<Object> root;
  private int elements;

  /** Replaces a skipped string. */
  private record TooLarge() {}

  /**
   * @param entries the requested maximum
   * @param maxBody of the value of a field
   */
  StreamEntries(int entries, int maxBody) {
    super(List.of());
    this.entries = entries;
    this.maxBody = maxBody;
  }

  @Override
  long maxWireBytes() {
    return (long) entries * maxBody + SLACK;
  }

  @Override
  boolean accepts(long length) {
    if (!isSkipping() && length > maxBody) {
      add(new TooLarge());
      return false;
    }
    return !isSkipping();
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    if (bytes != null && !isSkipping()) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      add(copy);
    }
  }

  @Override
  public void multi(int count) {
    if (count >= 0 && !isSkipping()) {
      List<Object> list = new ArrayList<>();
      if (open.isEmpty()) {
        root = list;
      } else {
        add(list);
      }
      open.addLast(list);
    }
  }

  @Override
  public void multiMap(int count) {
    multi(2 * count);
  }

  private void add(Object value) {
    if (open.isEmpty() || ++elements > MAX_ELEMENTS) {
      unreadable();
    } else {
      open.getLast().add(value);
    }
  }

  private void unreadable() {
    fail(Fault.of(Fault.Type.MALFORMED, "the reply to XREAD is invalid"));
  }

  @Override
  public void complete(int depth) {
    while (!open.isEmpty() && open.size() > depth) {
      open.removeLast();
    }
    if (depth == 0 && root != null && !isSkipping()) {
      try {
        output = read(root);
      } catch (RuntimeException e) {
        unreadable();
      }
    }
  }

  /** In RESP3 a map from keys to entries, in RESP2 a list of such pairs. */
  private static List<StreamEntry> read(List<Object> root) {
    List<Object> stream = root.getFirst() instanceof List<?> pair ? objects(pair) : root;
    return objects(stream.get(1)).stream().map(it -> entry(objects(it))).toList();
  }

  private static StreamEntry entry(List<Object> parts) {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    boolean tooLarge = false;
    List<Object> words = parts.get(1) instanceof List<?> list ? objects(list) : List.of();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      boolean isWhole = words.get(i) instanceof byte[] && words.get(i + 1) instanceof byte[];
      tooLarge |= !isWhole;
      if (isWhole) {
        fields.put(text(words.get(i)), (byte[]) words.get(i + 1));
      }
    }
    return new StreamEntry(text(parts.get(0)), fields, tooLarge);
  }

  @SuppressWarnings("unchecked") // this class creates the lists
  private static List<Object> objects(Object list) {
    return (List<Object>) list;
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, UTF_8);
  }
}

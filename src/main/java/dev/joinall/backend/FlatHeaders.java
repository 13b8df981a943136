package dev.joinall.backend;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.util.AsciiString;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one message, in their order, in one array. A message has few of them, and few
 * are read: a bit set answers most look-ups for missing names, and there are no linked entries.
 * Validates like Netty's own headers. Not thread-safe, but any thread may read frozen headers.
 */
public final class FlatHeaders extends AbstractHeaders {
  /** For the codecs of HTTP/1.1. */
  public static final HttpHeadersFactory FACTORY = factory(Validation.ALL);

  /** For a codec that has validated the names. */
  public static final HttpHeadersFactory OF_VALID_NAMES = factory(Validation.VALUES);

  /** For a codec that has validated the names and the values. */
  public static final HttpHeadersFactory OF_VALID_LINES = factory(Validation.NONE);

  private static final int INITIAL_SIZE = 20;

  /** The bit in which a capital letter differs from its small one. */
  private static final int CASE = 0x20;

  private static final @Nullable CharSequence[] NONE = {};

  /** Each name is at an even index, followed by its value. */
  private @Nullable CharSequence[] lines = NONE;

  private int end;

  /** A bit set of the names that were ever added: most look-ups are for missing names. */
  private long added;

  private final Validation validation;
  private boolean frozen;

  private enum Validation {
    ALL,
    VALUES,
    NONE
  }

  public FlatHeaders() {
    this(Validation.ALL);
  }

  private FlatHeaders(Validation validation) {
    this.validation = validation;
  }

  private static HttpHeadersFactory factory(Validation validation) {
    return new HttpHeadersFactory() {
      @Override
      public HttpHeaders newHeaders() {
        return new FlatHeaders(validation);
      }

      @Override
      public HttpHeaders newEmptyHeaders() {
        return new FlatHeaders(validation);
      }
    };
  }

  /**
   * Makes the headers read-only: from now on, a change throws {@link
   * UnsupportedOperationException}. A copy may be changed.
   */
  public void freeze() {
    frozen = true;
  }

  private void checkMayChange() {
    if (frozen) {
      throw new UnsupportedOperationException("these headers are read-only");
    }
  }

  private CharSequence at(int place) {
    CharSequence found = lines[place];
    if (found == null) {
      throw new NoSuchElementException();
    }
    return found;
  }

  /** Returns the index of the next line with this name; negative if there is none. */
  private int find(CharSequence name, int from) {
    if ((added & bit(name)) == 0) {
      return -1;
    }
    for (int i = from; i < end; i += 2) {
      if (isSame(at(i), name)) {
        return i;
      }
    }
    return -1;
  }

  /** Returns one of 64 bits, from the length and the first letter in any case. */
  private static long bit(CharSequence name) {
    int first = name.isEmpty() ? 0 : name.charAt(0) | CASE;
    return 1L << (31 * name.length() + first); // modulo 64
  }

  private static boolean isSame(CharSequence known, CharSequence name) {
    return known.length() == name.length() && AsciiString.contentEqualsIgnoreCase(known, name);
  }

  private void append(CharSequence name, Object value) {
    checkMayChange();
    CharSequence text = text(value);
    if (validation == Validation.ALL) {
      FieldSyntax.checkName(name);
    }
    if (validation != Validation.NONE) {
      FieldSyntax.checkValue(text);
    }
    added |= bit(name);
    if (end == lines.length) {
      lines = Arrays.copyOf(lines, Math.max(INITIAL_SIZE, 2 * end));
    }
    lines[end++] = name;
    lines[end++] = text;
  }

  private boolean removeFrom(CharSequence name, int first) {
    checkMayChange();
    if ((added & bit(name)) == 0) {
      return false;
    }
    int to = first;
    for (int i = first; i < end; i += 2) {
      CharSequence known = at(i);
      if (!isSame(known, name)) {
        lines[to++] = known;
        lines[to++] = lines[i + 1];
      }
    }
    boolean removed = to < end;
    Arrays.fill(lines, to, end, null);
    end = to;
    return removed;
  }

  @Override
  public @Nullable String get(CharSequence name) {
    int place = find(name, 0);
    return place < 0 ? null : at(place + 1).toString();
  }

  @Override
  public List<String> getAll(CharSequence name) {
    int place = find(name, 0);
    if (place < 0) {
      return List.of();
    }
    String first = at(place + 1).toString();
    int next = find(name, place + 2);
    if (next < 0) {
      return List.of(first);
    }
    List<String> all = new ArrayList<>();
    all.add(first);
    for (int i = next; i >= 0; i = find(name, i + 2)) {
      all.add(at(i + 1).toString());
    }
    return all;
  }

  @Override
  public Iterator<CharSequence> valueCharSequenceIterator(CharSequence name) {
    return new Iterator<>() {
      private int next = find(name, 0);

      @Override
      public boolean hasNext() {
        return next >= 0;
      }

      @Override
      public CharSequence next() {
        if (next < 0) {
          throw new NoSuchElementException();
        }
        CharSequence value = at(next + 1);
        next = find(name, next + 2);
        return value;
      }
    };
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> entries = new ArrayList<>(size());
    new Lines<>(CharSequence::toString).forEachRemaining(entries::add);
    return entries;
  }

  @Override
  public boolean contains(CharSequence name) {
    return find(name, 0) >= 0;
  }

  /** Iterates over the lines in order. Do not add or remove lines meanwhile. */
  private final class Lines<T> implements Iterator<Map.Entry<T, T>> {
    private final Function<CharSequence, T> form;
    private int next;

    Lines(Function<CharSequence, T> form) {
      this.form = form;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public Map.Entry<T, T> next() {
      if (next >= end) {
        throw new NoSuchElementException();
      }
      next += 2;
      return new SimpleImmutableEntry<>(form.apply(at(next - 2)), form.apply(at(next - 1)));
    }
  }

  @Override
  @SuppressWarnings("deprecation") // required by the base class
  public Iterator<Map.Entry<String, String>> iterator() {
    return new Lines<>(CharSequence::toString);
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iteratorCharSequence() {
    return new Lines<>(line -> line);
  }

  @Override
  public boolean isEmpty() {
    return end == 0;
  }

  @Override
  public int size() {
    return end / 2;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < end; i += 2) {
      names.add(at(i).toString());
    }
    return Collections.unmodifiableSet(names);
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    append(name, value);
    return this;
  }

  /** Replaces the value of the first line with this name in its place. */
  @Override
  public HttpHeaders set(CharSequence name, Object value) {
    int place = find(name, 0);
    if (place < 0) {
      append(name, value);
      return this;
    }
    checkMayChange();
    CharSequence text = text(value);
    FieldSyntax.checkValue(text);
    lines[place] = name;
    lines[place + 1] = text;
    var _ = removeFrom(name, place + 2);
    return this;
  }

  @Override
  public HttpHeaders remove(CharSequence name) {
    var _ = removeFrom(name, 0);
    return this;
  }

  @Override
  public HttpHeaders clear() {
    checkMayChange();
    Arrays.fill(lines, 0, end, null);
    end = 0;
    added = 0;
    return this;
  }

  @Override
  public HttpHeaders copy() {
    var copy = new FlatHeaders(validation);
    copy.lines = Arrays.copyOf(lines, end);
    copy.end = end;
    copy.added = added;
    return copy;
  }
}

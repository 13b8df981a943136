package dev.joinall.backend;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base class for implementations of Netty's headers: implements the methods that convert names and
 * values, and delegates to the abstract ones.
 */
abstract class AbstractHeaders extends HttpHeaders {
  @SuppressWarnings("JavaUtilDate") // Netty's headers use Date
  static CharSequence text(Object value) {
    return switch (value) {
      case CharSequence text -> text;
      case Date date -> DateFormatter.format(date);
      case Calendar calendar -> DateFormatter.format(calendar.getTime());
      default -> value.toString();
    };
  }

  @Override
  public @Nullable String get(String name) {
    return get((CharSequence) name);
  }

  @Override
  public @Nullable Integer getInt(CharSequence name) {
    String value = get(name);
    try {
      return value == null ? null : Integer.valueOf(value.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public int getInt(CharSequence name, int defaultValue) {
    Integer value = getInt(name);
    return value == null ? defaultValue : value;
  }

  @Override
  public @Nullable Short getShort(CharSequence name) {
    String value = get(name);
    try {
      return value == null ? null : Short.valueOf(value.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public short getShort(CharSequence name, short defaultValue) {
    Short value = getShort(name);
    return value == null ? defaultValue : value;
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // like Netty's parser
  public @Nullable Long getTimeMillis(CharSequence name) {
    String value = get(name);
    Date date = value == null ? null : DateFormatter.parseHttpDate(value);
    return date == null ? null : date.getTime();
  }

  @Override
  public long getTimeMillis(CharSequence name, long defaultValue) {
    Long value = getTimeMillis(name);
    return value == null ? defaultValue : value;
  }

  @Override
  public List<String> getAll(String name) {
    return getAll((CharSequence) name);
  }

  @Override
  public boolean contains(String name) {
    return contains((CharSequence) name);
  }

  @Override
  public HttpHeaders add(String name, Object value) {
    return add((CharSequence) name, value);
  }

  @Override
  public HttpHeaders add(CharSequence name, Iterable<?> values) {
    for (Object value : values) {
      add(name, value);
    }
    return this;
  }

  @Override
  public HttpHeaders add(String name, Iterable<?> values) {
    return add((CharSequence) name, values);
  }

  @Override
  public HttpHeaders addInt(CharSequence name, int value) {
    return add(name, (Object) value);
  }

  @Override
  public HttpHeaders addShort(CharSequence name, short value) {
    return add(name, (Object) value);
  }

  @Override
  public HttpHeaders set(String name, Object value) {
    return set((CharSequence) name, value);
  }

  @Override
  public HttpHeaders set(CharSequence name, Iterable<?> values) {
    return remove(name).add(name, values);
  }

  @Override
  public HttpHeaders set(String name, Iterable<?> values) {
    return set((CharSequence) name, values);
  }

  @Override
  public HttpHeaders setInt(CharSequence name, int value) {
    return set(name, (Object) value);
  }

  @Override
  public HttpHeaders setShort(CharSequence name, short value) {
    return set(name, (Object) value);
  }

  @Override
  public HttpHeaders remove(String name) {
    return remove((CharSequence) name);
  }
}

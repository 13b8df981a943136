package dev.joinall.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bounded LRU map: a new entry replaces the least recently used one. Divided into parts, each
 * with a lock, so that threads rarely wait for one another. Thread-safe.
 */
final class RecentlyUsed<K, V> {
  private static final int PART_BITS = 4;
  private static final int PARTS = 1 << PART_BITS;

  /** 2^32 divided by the golden ratio, which spreads any hash over the high bits (Knuth, 6.4). */
  private static final int GOLDEN = 0x9E3779B9;

  private final Map<K, V>[] parts;

  /**
   * @param max the approximate maximum of entries
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  RecentlyUsed(int max) {
    parts = new Map[PARTS];
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new Part<K, V>(Math.max(1, max / PARTS));
    }
  }

  private static final class Part<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int max;

    Part(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }

  /** Uses other bits than a map: otherwise all keys of a part would be in few buckets. */
  static int part(int hash) {
    return (hash * GOLDEN) >>> (Integer.SIZE - PART_BITS);
  }

  private Map<K, V> part(K key) {
    return parts[part(key.hashCode())];
  }

  @Nullable V get(K key) {
    Map<K, V> part = part(key);
    synchronized (part) {
      return part.get(key);
    }
  }

  void put(K key, V value) {
    Map<K, V> part = part(key);
    synchronized (part) {
      part.put(key, value);
    }
  }

  void remove(K key) {
    Map<K, V> part = part(key);
    synchronized (part) {
      part.remove(key);
    }
  }

  /** Returns the value; creates it if there is none. */
  V get(K key, Function<K, V> made) {
    Map<K, V> part = part(key);
    synchronized (part) {
      return part.computeIfAbsent(key, made);
    }
  }

  int size() {
    int size = 0;
    for (Map<K, V> part : parts) {
      synchronized (part) {
        size += part.size();
      }
    }
    return size;
  }
}

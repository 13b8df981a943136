package dev.joinall.cache;

import dev.joinall.json.Json;
import dev.joinall.template.CacheUse;
import dev.joinall.template.KnownValue;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyParts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The result of a successful call. Immutable. All times are nanoseconds on the clock of the store,
 * which is independent of the wall clock.
 *
 * @param json the bytes of the value; null if it is absent
 * @param reply the parts of the backend's reply that the file reads
 * @param parts the parts that the file reads
 * @param began the start of its call
 * @param fresh the end of the time in which it is fresh
 * @param revalidated the end of the time in which it is used while a new one is loaded
 * @param errors the end of the time in which it is used if the call fails
 * @param retained the end of the time in which it can be revalidated
 * @param marks the names by which it can be purged
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CacheEntry(
    byte @Nullable [] json,
    Optional<Reply> reply,
    ReplyParts parts,
    long began,
    long fresh,
    long revalidated,
    long errors,
    long retained,
    List<String> marks) {
  /**
   * The size in bytes of the objects of an entry and of its place in the store, on a 64-bit JVM.
   */
  private static final int OBJECTS = 320;

  CacheEntry {
    marks = List.copyOf(marks);
  }

  boolean isFresh(long now) {
    return now - fresh < 0;
  }

  boolean isRevalidated(long now) {
    return now - revalidated < 0;
  }

  boolean isForErrors(long now) {
    return now - errors < 0;
  }

  /** The nanoseconds after which the entry is useless. */
  long ttl(long now) {
    long used = Math.max(fresh - now, Math.max(revalidated - now, errors - now));
    return Math.max(0, Math.max(used, retained - now));
  }

  /** A view of the bytes; null if the value is absent. */
  @Nullable Json value() {
    return json == null ? null : Json.trusted(json, 0, json.length);
  }

  /**
   * The result that a call gets in place of its own.
   *
   * @param now the time on the clock of the store
   */
  LoadedCall used(CacheUse.Result as, long now) {
    return new LoadedCall(
        value(), null, withAge(now), Map.of(), Optional.of(new CacheUse(as, seconds(now), false)));
  }

  /** The reply, with its present age if it has an {@code Age} header. */
  Optional<Reply> withAge(long now) {
    return reply.map(it -> OriginRules.withAge(it, TimeUnit.NANOSECONDS.toSeconds(now - began)));
  }

  /** The remaining seconds in which it is fresh; negative if it no longer is. */
  long seconds(long now) {
    return Math.floorDiv(fresh - now, TimeUnit.SECONDS.toNanos(1));
  }

  /**
   * The value with its validators for a conditional call; empty if the backend sent no validator.
   */
  Optional<KnownValue> known() {
    @Nullable Json value = value();
    return value == null
        ? Optional.empty()
        : reply
            .filter(OriginRules::isComparable)
            .map(it ->
                new KnownValue(
                    OriginRules.tag(it).orElse(""), OriginRules.modified(it), value, it));
  }

  /** The size in bytes, without the key. */
  long weight() {
    long weight = (long) OBJECTS + (json == null ? 0 : json.length);
    for (String mark : marks) {
      weight += 56L + mark.length();
    }
    return weight + reply.map(CacheEntry::weight).orElse(0L);
  }

  private static long weight(Reply reply) {
    long weight = 160L + reply.body().length();
    for (var header : reply.headers().entrySet()) {
      weight += 120L + header.getKey().length();
      weight += header.getValue().stream().mapToLong(it -> 56L + it.length()).sum();
    }
    return weight;
  }
}

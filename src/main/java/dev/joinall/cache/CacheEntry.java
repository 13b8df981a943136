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
 * What a successful call gave. Immutable. All times are nanoseconds on the clock of the store,
 * which no change of the wall clock moves.
 *
 * @param json the bytes of the value; null if it is absent
 * @param reply what the protocol said, as far as the file reads it
 * @param parts what it reads
 * @param began when its call began
 * @param fresh until when it is used as it is
 * @param revalidated until when it is used while a new one is loaded
 * @param errors until when it is used where the call fails
 * @param kept until when it can be asked for whether it is unchanged
 * @param marks by which it can be purged
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
    long kept,
    List<String> marks) {
  /** In bytes: the objects of an entry and of its place in the store, on a JVM of 64 bits. */
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

  /** Nanoseconds from then on after which it is of no use. */
  long life(long now) {
    long used = Math.max(fresh - now, Math.max(revalidated - now, errors - now));
    return Math.max(0, Math.max(used, kept - now));
  }

  /** A view of the bytes; null if it is absent. */
  @Nullable Json value() {
    return json == null ? null : Json.trusted(json, 0, json.length);
  }

  /**
   * What a call gets in place of its own result.
   *
   * @param now on the clock of the store
   */
  LoadedCall used(CacheUse.Result as, long now) {
    return new LoadedCall(
        value(), null, aged(now), Map.of(), Optional.of(new CacheUse(as, seconds(now), false)));
  }

  /** The reply, with the age that it has by now if its headers tell one. */
  Optional<Reply> aged(long now) {
    return reply.map(it -> OriginRules.aged(it, TimeUnit.NANOSECONDS.toSeconds(now - began)));
  }

  /** For which it is fresh from then on; negative if it no longer is. */
  long seconds(long now) {
    return Math.floorDiv(fresh - now, TimeUnit.SECONDS.toNanos(1));
  }

  /** What a call may find unchanged; empty if the backend gave nothing by which to ask. */
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

  /** In bytes, without its key. */
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

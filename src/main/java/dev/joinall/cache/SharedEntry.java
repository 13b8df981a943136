package dev.joinall.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.cache.SharedValues.Stored;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyBody;
import dev.joinall.template.ReplyParts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A value as bytes that another process can read. Its times are relative to the moment in which it
 * was stored; the shared store measures the time since then by its own clock.
 *
 * @param loaded the position in the log of purges when its call began
 */
record SharedEntry(CacheEntry entry, LogPosition loaded) {
  /** Longer than any useful lifetime; it prevents an overflow of sums of times. */
  private static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(3650);

  /**
   * @param now the time on the clock of the store
   */
  Stored encode(long now) {
    long ttl = Math.max(1, millis(entry.ttl(now)));
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(ttl);
      out.writeLong(millis(entry.fresh() - now));
      out.writeLong(millis(entry.revalidated() - now));
      out.writeLong(millis(entry.errors() - now));
      out.writeLong(loaded.first());
      out.writeLong(loaded.second());
      texts(entry.marks(), out);
      reply(entry.withAge(now), out);
      bytes(entry.json(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Stored(bytes.toByteArray(), Math.max(0, millis(entry.fresh() - now)), ttl);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private static void texts(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      bytes(text.getBytes(UTF_8), out);
    }
  }

  private static void bytes(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static void reply(Optional<Reply> reply, DataOutputStream out) throws IOException {
    out.writeBoolean(reply.isPresent());
    if (reply.isPresent()) {
      out.writeInt(reply.get().code());
      out.writeInt(reply.get().headers().size());
      for (var header : reply.get().headers().entrySet()) {
        texts(List.of(header.getKey()), out);
        texts(header.getValue(), out);
      }
      texts(List.of(reply.get().body().contentType()), out);
      bytes(reply.get().body().bytes(), out);
    }
  }

  /**
   * Decodes a value.
   *
   * @param left the remaining milliseconds in which it is stored
   * @param parts the parts of the reply that the file reads
   * @param requestedAt the time of the lookup on the clock of the store
   * @return empty if it can't be decoded, or if the clock of the shared store went back
   */
  static Optional<SharedEntry> decode(byte[] bytes, long left, ReplyParts parts, long requestedAt) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long ttl = in.readLong();
      long stored = requestedAt - TimeUnit.MILLISECONDS.toNanos(ttl - left);
      long fresh = stored + nanos(in.readLong());
      long revalidated = stored + nanos(in.readLong());
      long errors = stored + nanos(in.readLong());
      var loaded = new LogPosition(in.readLong(), in.readLong());
      List<String> marks = texts(in);
      long before = TimeUnit.MILLISECONDS.toSeconds(ttl - left);
      Optional<Reply> reply = reply(in).map(it -> OriginRules.withAge(it, before));
      byte @Nullable [] json = bytes(in);
      if (left > ttl || ttl > MAX_MILLIS) {
        return Optional.empty();
      }
      if (json != null) {
        Json.parse(json);
      }
      long retained = stored + nanos(ttl);
      return Optional.of(
          new SharedEntry(
              new CacheEntry(
                  json, reply, parts, requestedAt, fresh, revalidated, errors, retained, marks),
              loaded));
    } catch (IOException | MalformedJson | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(Math.clamp(millis, -MAX_MILLIS, MAX_MILLIS));
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte @Nullable [] text = bytes(in);
      texts.add(new String(text == null ? new byte[0] : text, UTF_8));
    }
    return texts;
  }

  private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length > in.available()) {
      throw new IOException("it ends too early");
    }
    return length < 0 ? null : in.readNBytes(length);
  }

  private static Optional<Reply> reply(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return Optional.empty();
    }
    int code = in.readInt();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      headers.put(text(in), texts(in));
    }
    String type = text(in);
    byte @Nullable [] body = bytes(in);
    return Optional.of(
        new Reply(code, headers, new ReplyBody(type, body == null ? new byte[0] : body)));
  }

  private static String text(DataInputStream in) throws IOException {
    List<String> texts = texts(in);
    if (texts.size() != 1) {
      throw new IOException("not one text");
    }
    return texts.getFirst();
  }
}

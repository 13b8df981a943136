package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells besides its value: the reply, if the file reads it, and that an effect was
 * accepted. One for each call that tells something; its attempts share it. Thread-safe.
 */
public final class CallRecord {
  /** For a call that tells nothing. */
  @Internal public static final CallRecord NONE = new CallRecord(ReplyParts.NONE);

  private final ReplyParts parts;
  private final @Nullable CallAttributes attributes;
  private final @Nullable KnownValue known;
  private volatile boolean accepted;
  private volatile boolean renewed;
  private volatile @Nullable CacheUse cacheUse;
  private volatile @Nullable Told latest;

  /** The reply that came with a value; the value is null if it came with none. */
  private record Told(@Nullable Json value, Reply reply, @Nullable Told before) {}

  @Internal
  public CallRecord(ReplyParts parts) {
    this(parts, false);
  }

  /**
   * A record of a call whose span is recorded, or is not.
   *
   * @param isTraced whether {@link #tell} has any effect
   */
  @Internal
  public CallRecord(ReplyParts parts, boolean isTraced) {
    this(parts, isTraced, Optional.empty());
  }

  /**
   * A record of a call that may find its value unchanged.
   *
   * @param known that value
   */
  @Internal
  public CallRecord(ReplyParts parts, boolean isTraced, Optional<KnownValue> known) {
    this.parts = parts;
    this.known = known.orElse(null);
    this.attributes = isTraced ? new CallAttributes() : null;
  }

  /** Whether somebody reads what {@link #tell} is told; if not, it need not be computed. */
  public boolean isTraced() {
    return attributes != null;
  }

  /**
   * An attribute of the span of this call, in the words of OpenTelemetry's semantic conventions,
   * such as {@code http.response.status_code}. The last value of a name counts. At most 32.
   *
   * @param value a text, or a number of type Long; without passwords
   */
  public void tell(String name, Object value) {
    if (attributes != null) {
      attributes.tell(name, value);
    }
  }

  /** What it was told so far. */
  @Internal
  public Map<String, Object> told() {
    return attributes == null ? Map.of() : attributes.all();
  }

  /** What the file reads of the reply. */
  public ReplyParts parts() {
    return parts;
  }

  /** A value that the backend may say to be unchanged. */
  public Optional<KnownValue> known() {
    return Optional.ofNullable(known);
  }

  /**
   * The backend said that the known value is unchanged.
   *
   * @return that value
   */
  public Json renew(Reply by) {
    KnownValue value = Objects.requireNonNull(known);
    renewed = true;
    reply(value.value(), value.renewed(by));
    return value.value();
  }

  /** Whether the value of the call is the known one. */
  @Internal
  public boolean isRenewed() {
    return renewed;
  }

  /** The backend has accepted the effect: whatever follows, it happened. */
  public void accept() {
    if (this != NONE) {
      accepted = true;
    }
  }

  @Internal
  public boolean isAccepted() {
    return accepted;
  }

  /** What a cache did for the call. */
  @Internal
  public void cached(CacheUse use) {
    if (this != NONE) {
      cacheUse = use;
    }
  }

  /** Empty if no cache was asked. */
  @Internal
  public Optional<CacheUse> cacheUse() {
    return Optional.ofNullable(cacheUse);
  }

  /** A reply with a value. */
  public synchronized void reply(Json value, Reply reply) {
    if (parts.any()) {
      latest = new Told(value, reply, latest);
    }
  }

  /** A reply without a value. */
  public synchronized void reply(Reply reply) {
    if (parts.any()) {
      latest = new Told(null, reply, latest);
    }
  }

  /** The last reply. */
  @Internal
  public Optional<Reply> latest() {
    Told told = latest;
    return told == null ? Optional.empty() : Optional.of(told.reply());
  }

  /** The reply that came with this very value, or without one: equal values may be of others. */
  @SuppressWarnings("ReferenceEquality")
  @Internal
  public Optional<Reply> replyOf(Optional<Json> value) {
    for (Told told = latest; told != null; told = told.before()) {
      if (told.value() == value.orElse(null)) {
        return Optional.of(told.reply());
      }
    }
    return Optional.empty();
  }
}

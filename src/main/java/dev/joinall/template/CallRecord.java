package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a call besides its value: the reply, if the file reads it, the span attributes,
 * the use of a cache, and whether an effect was accepted. One for each call with metadata; all
 * attempts of the call share it. Thread-safe.
 */
public final class CallRecord {
  /** For a call without metadata. */
  @Internal public static final CallRecord NONE = new CallRecord(ReplyParts.NONE);

  private final ReplyParts parts;
  private final @Nullable CallAttributes attributes;
  private final @Nullable KnownValue known;
  private volatile boolean accepted;
  private volatile boolean renewed;
  private volatile @Nullable CacheUse cacheUse;
  private volatile @Nullable Received latest;

  /** A reply and its value; the value is null if the reply had none. */
  private record Received(@Nullable Json value, Reply reply, @Nullable Received before) {}

  @Internal
  public CallRecord(ReplyParts parts) {
    this(parts, false);
  }

  /**
   * Creates the record of a call.
   *
   * @param isTraced whether the span of the call is recorded, so that {@link #setAttribute} has an
   *     effect
   */
  @Internal
  public CallRecord(ReplyParts parts, boolean isTraced) {
    this(parts, isTraced, Optional.empty());
  }

  /**
   * Creates the record of a call that may find its value unchanged.
   *
   * @param known that value
   */
  @Internal
  public CallRecord(ReplyParts parts, boolean isTraced, Optional<KnownValue> known) {
    this.parts = parts;
    this.known = known.orElse(null);
    this.attributes = isTraced ? new CallAttributes() : null;
  }

  /**
   * Whether the span of the call is recorded; if not, no attributes need to be computed for {@link
   * #setAttribute}.
   */
  public boolean isTraced() {
    return attributes != null;
  }

  /**
   * Sets an attribute of the span of this call. Its name is one of OpenTelemetry's semantic
   * conventions, such as {@code http.response.status_code}. The last value of a name counts. At
   * most 32 names.
   *
   * @param value a text, or a number of type Long; without passwords
   */
  public void setAttribute(String name, Object value) {
    if (attributes != null) {
      attributes.set(name, value);
    }
  }

  /** The attributes set so far. */
  @Internal
  public Map<String, Object> attributes() {
    return attributes == null ? Map.of() : attributes.all();
  }

  /** The parts of the reply that the file reads. */
  public ReplyParts parts() {
    return parts;
  }

  /** A value that the backend may report as unchanged. */
  public Optional<KnownValue> known() {
    return Optional.ofNullable(known);
  }

  /**
   * Records that the backend reported the known value as unchanged.
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

  /** Records that the backend has accepted the effect: it happened, even if a later step fails. */
  public void accept() {
    if (this != NONE) {
      accepted = true;
    }
  }

  @Internal
  public boolean isAccepted() {
    return accepted;
  }

  /** Sets the use of a cache by the call. */
  @Internal
  public void cached(CacheUse use) {
    if (this != NONE) {
      cacheUse = use;
    }
  }

  /** Empty if the call used no cache. */
  @Internal
  public Optional<CacheUse> cacheUse() {
    return Optional.ofNullable(cacheUse);
  }

  /** Records a reply with a value. */
  public synchronized void reply(Json value, Reply reply) {
    if (parts.any()) {
      latest = new Received(value, reply, latest);
    }
  }

  /** Records a reply without a value. */
  public synchronized void reply(Reply reply) {
    if (parts.any()) {
      latest = new Received(null, reply, latest);
    }
  }

  /** The latest reply. */
  @Internal
  public Optional<Reply> latest() {
    Received received = latest;
    return received == null ? Optional.empty() : Optional.of(received.reply());
  }

  /**
   * The reply of this value, compared by identity, because equal values may have other replies; or
   * the reply without a value.
   */
  @SuppressWarnings("ReferenceEquality")
  @Internal
  public Optional<Reply> replyOf(Optional<Json> value) {
    for (Received received = latest; received != null; received = received.before()) {
      if (received.value() == value.orElse(null)) {
        return Optional.of(received.reply());
      }
    }
    return Optional.empty();
  }
}

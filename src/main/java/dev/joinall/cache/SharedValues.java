package dev.joinall.cache;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Values that all replicas share, at a backend whose system supports values that expire. Every call
 * fails within the timeout of the backend. Thread-safe.
 */
public interface SharedValues {
  /** The holder of a lock after a call without a value to store: every process may call. */
  String NO_OWNER = "nobody";

  /** A backend that stores shared values. @see SharedValues */
  interface Owner {
    /** Always returns the same object. */
    SharedValues sharedValues();
  }

  /**
   * A value as it is stored.
   *
   * @param bytes must not be modified
   * @param fresh the milliseconds for which it is fresh
   * @param ttl the milliseconds for which it is stored; at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(byte[] bytes, long fresh, long ttl) {}

  /**
   * The result of a lookup.
   *
   * @param value null if there is none
   * @param left the remaining milliseconds in which it is stored
   * @param holder the holder of the lock; empty if the lock is free or was not requested
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Found(byte @Nullable [] value, long left, String holder) {
    /** Whether no other process is making the call. */
    boolean mayBeHeldBy(String owner) {
      return holder.equals(owner) || holder.equals(NO_OWNER);
    }
  }

  /**
   * Looks for a value, and takes the lock of its key if there is no fresh one.
   *
   * @param key a short text of letters and digits
   * @param owner the new holder of the lock; empty to take no lock
   * @param lease the time for which the lock is held unless it is renewed
   * @param isRefused whether the stored value is of no use to the caller
   */
  Mono<Found> find(String key, String owner, Duration lease, boolean isRefused);

  /**
   * Stores a value, and releases the lock.
   *
   * @param owner the holder of the lock; if another one holds it now, or held it meanwhile, nothing
   *     is stored. Empty to store the value in any case
   */
  Mono<Void> put(String key, String owner, Stored value);

  /**
   * Renews the lock, or passes it on; does nothing if it has another holder now.
   *
   * @param next the new holder
   */
  Mono<Void> renewLock(String key, String owner, String next, Duration lease);

  /** The log of their purges. */
  SharedPurges purges();

  /** The name of the backend. */
  String backend();

  /**
   * Runs each needed command once and returns those that are refused. Fails if the system can't be
   * reached.
   */
  Mono<List<String>> refused();

  /** The timeout of a call. */
  Duration timeout();

  /** Maximum length of a value, in bytes. */
  int maxBytes();

  /** Whether the backend is closed. */
  boolean isClosed();
}

package dev.joinall.cache;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Values that all replicas share: what a backend can do, if its system keeps values that expire.
 * Every call fails within the timeout of the backend. Thread-safe.
 */
public interface SharedValues {
  /** The holder of a lock whose call gave nothing to store: whoever wants the value may call. */
  String NOBODY = "nobody";

  /**
   * A backend that can.
   *
   * @see SharedValues
   */
  interface Owner {
    /** Always the same. */
    SharedValues sharedValues();
  }

  /**
   * A value as it is stored.
   *
   * @param bytes not to be changed
   * @param fresh milliseconds for which it is fresh
   * @param life milliseconds for which it is stored; at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(byte[] bytes, long fresh, long life) {}

  /**
   * What is there.
   *
   * @param value null if there is none
   * @param left milliseconds for which it is still stored
   * @param holder of the lock; empty if nobody holds it, or if it was not asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Found(byte @Nullable [] value, long left, String holder) {
    /** Whether no other one is making the call. */
    boolean mayBeHeldBy(String owner) {
      return holder.equals(owner) || holder.equals(NOBODY);
    }
  }

  /**
   * Looks for a value, and takes the lock of its key if there is no fresh one.
   *
   * @param key a short text of letters and digits
   * @param owner who takes the lock; empty if it is not to be taken
   * @param lease for which it is held if nobody renews it
   * @param isRefused whether the value that is there is of no use
   */
  Mono<Found> find(String key, String owner, Duration lease, boolean isRefused);

  /**
   * Stores a value, and gives the lock back.
   *
   * @param owner of the lock; if another one holds it by now, or held it meanwhile, nothing is
   *     stored. Empty to store it in any case
   */
  Mono<Void> put(String key, String owner, Stored value);

  /**
   * Holds the lock for longer, or hands it on; does nothing if it has another holder by now.
   *
   * @param next its holder from now on
   */
  Mono<Void> hold(String key, String owner, String next, Duration lease);

  /** What was purged of them. */
  SharedPurges purges();

  /** The name of the backend. */
  String backend();

  /**
   * What the system refuses of all that is needed, by doing it once; empty if it is well. Fails if
   * it can't be asked.
   */
  Mono<List<String>> refused();

  /** Of a call. */
  Duration timeout();

  /** Maximum length of a value, in bytes. */
  int maxBytes();

  /** Whether nothing can be asked any more. */
  boolean isClosed();
}

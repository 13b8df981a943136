package dev.joinall.security;

import reactor.core.publisher.Mono;

/**
 * Token buckets that all replicas share: what a backend can do, if its system keeps numbers that
 * expire. Thread-safe.
 */
public interface SharedBuckets {
  /**
   * Takes from the bucket of a key, if there is enough in it. A bucket that is not known is full.
   *
   * @param cost microseconds that the bucket needs to be filled again with what is taken
   * @param capacity microseconds that it needs from empty to full
   * @return fails if the system can't be asked, within the timeout of the backend
   */
  Mono<Taken> take(String key, long cost, long capacity);

  /**
   * What the bucket says.
   *
   * @param allowed whether there was enough in it
   * @param debt microseconds until it is full
   */
  record Taken(boolean allowed, long debt) {}
}

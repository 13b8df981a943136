package dev.joinall.security;

import reactor.core.publisher.Mono;

/**
 * Token buckets that all replicas share. A backend implements them if its system can store expiring
 * numbers. Thread-safe.
 */
public interface SharedBuckets {
  /**
   * Takes from the bucket of a key, if it has enough. An unknown bucket is full.
   *
   * @param cost microseconds that the bucket needs to refill the taken amount
   * @param capacity microseconds that it needs from empty to full
   * @return fails if the system does not respond within the timeout of the backend
   */
  Mono<Taken> take(String key, long cost, long capacity);

  /**
   * The result of a take.
   *
   * @param allowed whether the bucket had enough
   * @param debt microseconds until it is full
   */
  record Taken(boolean allowed, long debt) {}
}

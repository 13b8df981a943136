package dev.joinall.backend.mongo;

import org.reactivestreams.Publisher;

/** A query of one call, and the reader of its result. */
record Query<T, R>(Question<T> question, ResultReader<T, R> reading) {

  @FunctionalInterface
  interface Question<T> {
    /**
     * Creates a publisher; nothing is sent before it has a subscriber.
     *
     * @param millis time limit for the server, if the operation supports one
     */
    Publisher<T> of(SessionCollection target, long millis);
  }
}

package dev.joinall.backend;

import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * One call in place of many: what a for-each can ask for at once. A step that is a batch too
 * promises that each item gets what a call of its own would have given. Immutable and thread-safe.
 *
 * @param <K> what an item adds to the call; equal keys have the same result
 */
public interface Batch<K> {
  /** Keys of one call at the most, where nobody says otherwise. */
  int MAX = 100;

  /** By what the keys are asked, for people: {@code $in}, {@code MGET}. */
  String word();

  /** Keys of one call at the least; for fewer of them the step itself is run. */
  default int min() {
    return 2;
  }

  /**
   * Keys of one call at the most; at least {@code 2 * min - 1}, so that one more make two calls.
   */
  default int max() {
    return MAX;
  }

  /**
   * The key of an item; empty where only the step itself can tell its result.
   *
   * @throws dev.joinall.template.InvalidExpression where an expression fails or does not fit
   */
  Optional<K> key(Scope item);

  /**
   * Makes the call: a result for each key, in their order. Fails, and is cancelled, as a step.
   *
   * @param keys from {@link #min} to {@link #max} of them, no two equal
   */
  Mono<List<Result>> call(List<K> keys, Scope scope);

  /** What a call tells of one key. */
  sealed interface Result {}

  record Value(Json json) implements Result {}

  record Absent() implements Result {}

  /** This one alone. */
  record Failed(Fault why) implements Result {}

  /** Nothing that would be sure: the step itself has to be run. */
  record Unsure() implements Result {}
}

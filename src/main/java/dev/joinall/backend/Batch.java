package dev.joinall.backend;

import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * One call for many items of a for-each. A step that is also a batch guarantees that each item gets
 * the result that its own call would have given. Immutable and thread-safe.
 *
 * @param <K> the part of the call that differs between items; equal keys have the same result
 */
public interface Batch<K> {
  /** Default maximum of keys in one call. */
  int MAX = 100;

  /** The batch command, for display: {@code $in}, {@code MGET}. */
  String word();

  /** Minimum of keys in one call; for fewer keys the step itself runs. */
  default int min() {
    return 2;
  }

  /**
   * Maximum of keys in one call; at least {@code 2 * min - 1}, so that one key more fills two
   * calls.
   */
  default int max() {
    return MAX;
  }

  /**
   * The key of an item; empty if only the step itself can find its result.
   *
   * @throws dev.joinall.template.InvalidExpression if an expression fails or has an unsuitable
   *     value
   */
  Optional<K> key(Scope item);

  /**
   * Makes the call: one result for each key, in the order of the keys. Fails and is cancelled like
   * a step.
   *
   * @param keys between {@link #min} and {@link #max} distinct keys
   */
  Mono<List<Result>> call(List<K> keys, Scope scope);

  /** The result of a call for one key. */
  sealed interface Result {}

  record Value(Json json) implements Result {}

  record Absent() implements Result {}

  /** Only this key failed. */
  record Failed(Fault why) implements Result {}

  /** No reliable result: the step itself has to run. */
  record Unsure() implements Result {}
}

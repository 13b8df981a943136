package dev.joinall.config;

import java.util.Optional;

/**
 * The batch option of a for-each: one call serves many items and reads a list of their keys.
 *
 * @param where for problems
 * @param key the key of an item; if empty, the item itself
 * @param by the field that matches an element of the response to its key; if empty, the response is
 *     an object with a member for each key
 * @param max number of keys in one call
 */
@Internal
public record BatchConfig(Tree where, Optional<Tree> key, Optional<String> by, int max) {
  private static final int DEFAULT_MAX = 50;
  private static final int MAX_SIZE = 1_000;

  static BatchConfig read(Fields fields) {
    var read =
        new BatchConfig(
            fields.mapping(),
            fields.tree("key"),
            fields.constant("by"),
            fields.count("max", 1, MAX_SIZE, DEFAULT_MAX));
    fields.done();
    return read;
  }
}

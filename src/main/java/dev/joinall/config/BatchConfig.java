package dev.joinall.config;

import java.util.Optional;

/**
 * That the operation of a for-each is written for many items at once: it reads a list of their
 * keys.
 *
 * @param where for problems
 * @param key what the list holds of an item; the item itself where empty
 * @param by the member that tells whose result an element of the answered list is; where empty, the
 *     answer is an object with a member for each key
 * @param max keys of one call
 */
public record BatchConfig(Tree where, Optional<Tree> key, Optional<String> by, int max) {
  private static final int DEFAULT_MAX = 50;
  private static final int MAX_SIZE = 1_000;

  static BatchConfig read(Fields fields) {
    var read =
        new BatchConfig(
            fields.mapping(),
            fields.tree("key"),
            fields.text("by"),
            fields.count("max", 1, MAX_SIZE, DEFAULT_MAX));
    fields.done();
    return read;
  }
}

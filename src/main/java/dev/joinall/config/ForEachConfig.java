package dev.joinall.config;

import java.util.Optional;

/**
 * Runs a task once for each item of a list.
 *
 * @param in the list
 * @param concurrency maximum of concurrent items
 * @param max a longer list fails the task before any call
 * @param into the field of each item, an object, that receives its result; if empty, the value is a
 *     list of results
 * @param batch how one call serves many items; empty if not declared
 */
@Internal
public record ForEachConfig(
    Tree in, int concurrency, int max, Optional<String> into, Optional<BatchConfig> batch) {
  private static final int DEFAULT_CONCURRENCY = 16;
  private static final int DEFAULT_MAX = 100;
  private static final int MAX_ITEMS = 10_000;

  ForEachConfig oneByOne() {
    return new ForEachConfig(in, 1, max, into, batch);
  }

  static Optional<ForEachConfig> read(Fields fields) {
    Optional<Tree> in = fields.required("in", "for example in: \"${tasks.order.items}\"");
    int concurrency = fields.count("concurrency", 1, MAX_ITEMS, DEFAULT_CONCURRENCY);
    int max = fields.count("max", 1, MAX_ITEMS, DEFAULT_MAX);
    Optional<String> into = fields.constant("into");
    Optional<BatchConfig> batch = fields.nested("batch").map(BatchConfig::read);
    fields.done();
    return in.map(it -> new ForEachConfig(it, concurrency, max, into, batch));
  }
}

package dev.joinall.config;

import java.util.Optional;

/**
 * That a task runs once for each item of a list.
 *
 * @param in the list
 * @param concurrency how many items are under way at once
 * @param max a longer list fails the task before any call
 * @param into the name under which each item, an object, gets its result; empty where the results
 *     stand alone
 * @param batch how one call serves many items; empty where nothing is said of it
 */
public record ForEachConfig(
    Tree in, int concurrency, int max, Optional<String> into, Optional<BatchConfig> batch) {
  private static final int DEFAULT_CONCURRENCY = 16;
  private static final int DEFAULT_MAX = 100;
  private static final int MAX_ITEMS = 10_000;

  static Optional<ForEachConfig> read(Fields fields) {
    Optional<Tree> in = fields.required("in", "for example in: \"${tasks.order.items}\"");
    int concurrency = fields.count("concurrency", 1, MAX_ITEMS, DEFAULT_CONCURRENCY);
    int max = fields.count("max", 1, MAX_ITEMS, DEFAULT_MAX);
    Optional<String> into = fields.text("into");
    Optional<BatchConfig> batch = fields.nested("batch").map(BatchConfig::read);
    fields.done();
    return in.map(it -> new ForEachConfig(it, concurrency, max, into, batch));
  }
}

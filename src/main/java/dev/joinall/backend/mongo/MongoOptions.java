package dev.joinall.backend.mongo;

import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;

/** The keys that only a MongoDB backend has. */
record MongoOptions(String database) implements BackendOptions {
  /**
   * The driver asks a server for its state, and how long that takes, on connections beside its
   * pool.
   */
  private static final int MONITORS = 2;

  static MongoOptions read(Fields backend) {
    backend.required("database", "name the database, for example database: shop");
    return new MongoOptions(backend.text("database").orElse(""));
  }

  @Override
  public int connectionsBesidePool() {
    return MONITORS;
  }
}

package dev.joinall.backend.mongo;

import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;

/** The options of a MongoDB backend. */
record MongoOptions(String database) implements BackendOptions {
  /**
   * Connections of the driver outside its pool: for the server's state, and for the round-trip
   * time.
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

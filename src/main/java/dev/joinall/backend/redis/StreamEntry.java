package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.StepException;
import dev.joinall.backend.WorkerReply;
import dev.joinall.json.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a stream: the reply of a worker.
 *
 * @param fields by name, without values that were too large
 * @param tooLarge whether a value was too large
 */
record StreamEntry(String id, Map<String, byte[]> fields, boolean tooLarge) {
  private static final byte[] NOTHING = {};

  /** The text of a field; empty if it is missing. */
  String text(String name) {
    byte @Nullable [] bytes = fields.get(name);
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  /**
   * The value; empty if the body is empty.
   *
   * @throws StepException if the worker reports an error, or the body can't be used
   */
  Optional<Json> value(WorkerReply reader) {
    Optional<String> error = Optional.ofNullable(fields.get("error")).map(it -> text("error"));
    if (tooLarge && error.isEmpty()) {
      throw reader.tooLarge();
    }
    return reader.value(error, fields.getOrDefault("body", NOTHING));
  }
}

package dev.joinall.backend.redis;

import dev.joinall.config.Operation;
import dev.joinall.config.Problems;

/**
 * How a reply becomes a value.
 *
 * @param json whether the strings (but for a map's names) are JSON themselves
 * @param hash whether the reply is names and values in turn, whatever the protocol's version, and
 *     means absent where there are none
 */
record Shape(boolean json, boolean hash) {
  static final Shape TEXT = new Shape(false, false);

  static Shape of(Operation.RedisCommand command, Problems problems) {
    if (command.as() == Operation.As.BASE64) {
      problems.add(command.where(), "a reply can't be read as base64", "write as: text or json");
    }
    return new Shape(command.as() == Operation.As.JSON, command.name().equals("HGETALL"));
  }
}

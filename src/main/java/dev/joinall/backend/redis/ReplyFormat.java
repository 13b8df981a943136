package dev.joinall.backend.redis;

/**
 * How a reply becomes a value.
 *
 * @param json whether the strings (but for a map's names) are JSON themselves
 * @param hash whether the reply is names and values in turn, whatever the protocol's version, and
 *     means absent where there are none
 */
record ReplyFormat(boolean json, boolean hash) {
  static final ReplyFormat TEXT = new ReplyFormat(false, false);

  static ReplyFormat of(RedisCommand command) {
    return new ReplyFormat(command.as() == RedisCommand.As.JSON, command.name().equals("HGETALL"));
  }
}

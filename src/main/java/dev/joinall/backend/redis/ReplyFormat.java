package dev.joinall.backend.redis;

/**
 * The conversion of a reply to a value.
 *
 * @param json whether the strings contain JSON (except a map's names)
 * @param hash whether the reply alternates names and values in every protocol version; an empty one
 *     means absent
 */
record ReplyFormat(boolean json, boolean hash) {
  static final ReplyFormat TEXT = new ReplyFormat(false, false);

  static ReplyFormat of(RedisCommand command) {
    return new ReplyFormat(command.as() == RedisCommand.As.JSON, command.name().equals("HGETALL"));
  }
}

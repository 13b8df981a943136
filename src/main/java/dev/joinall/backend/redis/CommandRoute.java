package dev.joinall.backend.redis;

/**
 * The properties of a command that determine its server. Immutable.
 *
 * @param effect whether it may change data
 * @param keys the positions of its keys
 */
record CommandRoute(boolean effect, CommandKeys keys) {
  /** {@code MGET}. */
  static final CommandRoute READ = new CommandRoute(false, CommandKeys.ALL);

  static final CommandRoute XADD = new CommandRoute(true, new CommandKeys(1, 1, 1));

  /** {@code XREAD COUNT n BLOCK ms STREAMS key id}, at the master. */
  static final CommandRoute XREAD_BLOCK = new CommandRoute(true, new CommandKeys(6, 6, 1));

  static CommandRoute of(RedisCommand command) {
    return new CommandRoute(command.effect(), CommandKeys.of(command));
  }
}

package dev.joinall.backend.redis;

/**
 * What decides to which server a command is sent. Immutable.
 *
 * @param effect whether it may change something
 * @param keys where its keys are
 */
record CommandRoute(boolean effect, CommandKeys keys) {
  /** {@code MGET}. */
  static final CommandRoute READ = new CommandRoute(false, CommandKeys.ALL);

  static final CommandRoute XADD = new CommandRoute(true, new CommandKeys(1, 1, 1));

  static CommandRoute of(RedisCommand command) {
    return new CommandRoute(command.effect(), CommandKeys.of(command));
  }
}

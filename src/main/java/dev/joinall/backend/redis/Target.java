package dev.joinall.backend.redis;

/**
 * What decides to which server a command is sent. Immutable.
 *
 * @param effect whether it may change something
 * @param keys where its keys are
 */
record Target(boolean effect, CommandKeys keys) {
  /** {@code MGET}. */
  static final Target READ = new Target(false, CommandKeys.ALL);

  static final Target XADD = new Target(true, new CommandKeys(1, 1, 1));

  static Target of(RedisCommand command) {
    return new Target(command.effect(), CommandKeys.of(command));
  }
}

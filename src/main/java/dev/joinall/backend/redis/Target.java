package dev.joinall.backend.redis;

/**
 * What decides to which server a command is sent. Immutable.
 *
 * @param effect whether it may change something
 * @param keys where its keys are
 */
record Target(boolean effect, CommandKeys keys) {
  static final Target READ = new Target(false, CommandKeys.ALL);

  static Target of(RedisCommand command) {
    return new Target(command.effect(), CommandKeys.of(command));
  }
}

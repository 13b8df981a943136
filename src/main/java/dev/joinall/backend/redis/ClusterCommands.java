package dev.joinall.backend.redis;

import dev.joinall.backend.StepException;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;

/** Finds commands that a cluster always refuses, or that only one of its servers would run. */
final class ClusterCommands {
  private ClusterCommands() {}

  /** Reports a wrong command. */
  static void check(RedisCommand command, CommandTemplate template, Problems problems) {
    Tree name = command.words().getFirst();
    if (CommandKeys.isOfOneServer(command.name())) {
      problems.add(
          name,
          command.name() + " can't be used with a cluster",
          "it would run on one of its servers only");
    }
    if (!SplitCommand.canSplit(command)) {
      template.constant().ifPresent(request -> checkSlots(command, request, problems));
    }
  }

  private static void checkSlots(RedisCommand command, byte[][] request, Problems problems) {
    try {
      var _ = CommandHashSlot.of(request, CommandKeys.of(command));
    } catch (StepException e) {
      problems.add(
          command.where(),
          CommandHashSlot.DIFFERENT,
          "give the keys one hash tag, such as user-1 in {user-1}:name and {user-1}:age");
    }
  }
}

package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;

/** The slot of a whole command. */
final class CommandHashSlot {
  static final int NO_KEY = -1;

  static final String DIFFERENT = "the keys of the command are in different slots of the cluster";

  private CommandHashSlot() {}

  /**
   * Returns the slot of the command's keys, or {@link #NO_KEY}.
   *
   * @param request the header, then the words
   * @throws StepException if they are in different slots
   */
  static int of(byte[][] request, CommandKeys keys) {
    if (keys.areNone() || keys.first() + 1 >= request.length) {
      return NO_KEY;
    }
    int slot = HashSlot.ofBulk(request[keys.first() + 1]);
    int last = keys.last(request.length - 1);
    for (int word = keys.first() + keys.step(); word <= last; word += keys.step()) {
      if (HashSlot.ofBulk(request[word + 1]) != slot) {
        throw new StepException(Fault.of(Fault.Type.ERROR, DIFFERENT).ofCaller());
      }
    }
    return slot;
  }
}

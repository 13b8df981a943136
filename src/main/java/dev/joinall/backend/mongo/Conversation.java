package dev.joinall.backend.mongo;

import io.netty.channel.Channel;

/**
 * What one connection of the driver waits for: at most one reply at a time, known by the id of its
 * request. Used on the connection's event loop.
 */
final class Conversation {
  private enum State {
    SILENT,
    ASKED,
    /** Many replies may come to one request; the driver's monitor asks so. */
    ASKED_FOR_MANY,
    BROKEN
  }

  private State state = State.SILENT;
  private int expected;

  /**
   * Adds the handlers that watch a new connection. TLS, which the driver adds later, comes before
   * them.
   */
  static void watch(Channel channel) {
    var conversation = new Conversation();
    channel.pipeline().addFirst(new RequestWatch(conversation), new ReplyCheck(conversation));
  }

  void ask(int requestId, boolean many) {
    state = many ? State.ASKED_FOR_MANY : State.ASKED;
    expected = requestId;
  }

  /** Whether this is the reply that is waited for. */
  boolean expects(WireHeader reply) {
    return isAsked() && reply.responseTo() == expected;
  }

  boolean isAsked() {
    return state == State.ASKED || state == State.ASKED_FOR_MANY;
  }

  void answered() {
    state = State.SILENT;
  }

  /**
   * One of many replies came; the next one refers to it.
   *
   * @return false where one was asked for
   */
  boolean goesOn(int replyId) {
    expected = replyId;
    return state == State.ASKED_FOR_MANY;
  }

  void breakOff() {
    state = State.BROKEN;
  }

  boolean isBroken() {
    return state == State.BROKEN;
  }
}

package dev.joinall.backend.mongo;

import io.netty.channel.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one connection of the driver: it expects at most one reply at a time, identified by
 * the id of the request. Used on the connection's event loop.
 */
final class WireConnectionState {
  private enum State {
    IDLE,
    AWAITING_REPLY,
    /** One request may have many replies; the driver's monitor sends such requests. */
    AWAITING_REPLIES,
    BROKEN
  }

  private State state = State.IDLE;
  private int expected;
  private boolean write;
  private @Nullable Throwable tlsFailure;

  /**
   * Adds the handlers that observe a new connection. The driver adds TLS later, in front of them.
   *
   * @param serverName the declared name of all servers
   */
  static void watch(Channel channel, LastHandshake last, Optional<String> serverName) {
    var conversation = new WireConnectionState();
    channel
        .pipeline()
        .addFirst(
            new TlsWatch(conversation, last, serverName),
            new RequestWatch(conversation),
            new ReplyCheck(conversation));
  }

  /**
   * @param many whether it may have many replies
   * @param counts whether it is a write, whose reply has counts
   */
  void requestSent(int requestId, boolean many, boolean counts) {
    state = many ? State.AWAITING_REPLIES : State.AWAITING_REPLY;
    expected = requestId;
    write = counts;
  }

  /** Whether the last request was a write, whose reply has counts. */
  boolean isWrite() {
    return write;
  }

  boolean expects(WireHeader reply) {
    return awaitsReply() && reply.responseTo() == expected;
  }

  boolean awaitsReply() {
    return state == State.AWAITING_REPLY || state == State.AWAITING_REPLIES;
  }

  void replyReceived() {
    state = State.IDLE;
  }

  /**
   * Records one of many replies; the next one refers to its id.
   *
   * @return false if a single reply was expected
   */
  boolean nextReply(int replyId) {
    expected = replyId;
    return state == State.AWAITING_REPLIES;
  }

  /** Records that the TLS handshake failed, so nothing is sent. */
  void tlsFailed(Throwable why) {
    tlsFailure = why;
  }

  /** The reason why nothing more can be sent. */
  Throwable whyClosed() {
    Throwable why = tlsFailure;
    return why == null ? new ClosedChannelException() : why;
  }

  void markBroken() {
    state = State.BROKEN;
  }

  boolean isBroken() {
    return state == State.BROKEN;
  }
}

package dev.joinall.ops;

import dev.joinall.backend.LocalLimits;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import reactor.netty.channel.AbortedException;

/**
 * Distinguishes errors that a peer caused, by a protocol error or by disconnecting, from defects of
 * this server.
 */
public final class PeerErrors {
  private static final int MAX_CAUSES = 10;

  private PeerErrors() {}

  /** Whether the peer caused the error. A decoder wraps its failures, including its own defects. */
  public static boolean contains(Throwable error) {
    Throwable at = error;
    for (int i = 0; i < MAX_CAUSES && at != null; i++) {
      if (isOfPeer(at)) {
        return !LocalLimits.isOutOfFiles(at);
      }
      at = at.getCause();
    }
    return false;
  }

  private static boolean isOfPeer(Throwable error) {
    return switch (error) {
      case IOException it -> true;
      case Http2Exception it -> true;
      case AbortedException it -> true;
      case CorruptedFrameException it -> true;
      case TooLongFrameException it -> true;
      case PrematureChannelClosureException it -> true;
      default -> false;
    };
  }
}

package dev.joinall.ops;

import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import reactor.netty.channel.AbortedException;

/**
 * Tells what the other side of a connection has caused, by a mistake or because it has gone, from a
 * defect of ours.
 */
public final class PeerErrors {
  private static final int MAX_CAUSES = 10;

  /** This process has too few of them, whoever connects. */
  private static final String NO_DESCRIPTORS = "Too many open files";

  private PeerErrors() {}

  /** Whether the peer has caused it. A decoder wraps what it fails with, its own mistake too. */
  public static boolean contains(Throwable error) {
    Throwable at = error;
    for (int i = 0; i < MAX_CAUSES && at != null; i++) {
      if (isOfPeer(at)) {
        return !String.valueOf(at.getMessage()).contains(NO_DESCRIPTORS);
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

package dev.joinall.backend.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Consumer;

/**
 * The one request that is under way on a connection of HTTP/1.1, and whether the connection may
 * carry another one. It may after an exchange that ended as RFC 9112 (9.3 and 9.6) says: the
 * request was sent whole, the answer was read to its declared end, and no byte came outside of an
 * answer. In any doubt it may not. Used on the connection's event loop only.
 */
final class Exchange {
  /** Informational answers (1xx) to one request; RFC 9110 (15.2) sets no bound. */
  static final int MAX_INFORMATIONAL = 100;

  private enum Stage {
    IDLE,
    AWAITS_HEAD,
    AWAITS_END,
    /** The connection can't be used any more; what still comes is dropped. */
    OVER
  }

  private final Channel channel;
  private final Consumer<Channel> unclean;
  private Stage stage = Stage.IDLE;
  private HttpMethod method = HttpMethod.GET;
  private boolean sent;
  private boolean again = true;
  private int informational;

  /**
   * @param unclean told once, before the end of the answer is passed on, where the connection may
   *     not be used again
   */
  Exchange(Channel channel, Consumer<Channel> unclean) {
    this.channel = channel;
    this.unclean = unclean;
  }

  /** Whether a request may be written. */
  boolean isIdle() {
    return stage == Stage.IDLE;
  }

  boolean awaitsHead() {
    return stage == Stage.AWAITS_HEAD;
  }

  /** Whether what comes belongs to an answer. */
  boolean awaitsAnswer() {
    return stage == Stage.AWAITS_HEAD || stage == Stage.AWAITS_END;
  }

  boolean isHead() {
    return HttpMethod.HEAD.equals(method);
  }

  void begin(HttpMethod requested) {
    stage = Stage.AWAITS_HEAD;
    method = requested;
    sent = false;
    informational = 0;
  }

  /** The last byte of the request has been given to the kernel. */
  void sent() {
    sent = true;
  }

  /** Another 1xx came in place of the answer. */
  void informational(int status) {
    if (status == 101) {
      throw new DecoderException("a change of the protocol that nobody asked for");
    }
    informational++;
    if (informational > MAX_INFORMATIONAL) {
      throw new DecoderException("more than " + MAX_INFORMATIONAL + " informational answers");
    }
  }

  /**
   * The head of the answer came.
   *
   * @param plain whether it was written as RFC 9112 wants it, so that nobody can read it otherwise
   */
  void head(HttpResponse head, boolean plain) {
    stage = Stage.AWAITS_END;
    boolean goesOn =
        HttpVersion.HTTP_1_1.equals(head.protocolVersion()) && HttpUtil.isKeepAlive(head);
    if (!plain || !goesOn) {
      notAgain();
    }
  }

  /**
   * The end of the answer came.
   *
   * @param surplus whether there are more bytes behind it
   */
  void end(boolean surplus) {
    if (surplus || !sent) {
      notAgain();
    }
    stage = again ? Stage.IDLE : Stage.OVER;
  }

  /** What came is no answer. */
  void broken() {
    notAgain();
    stage = Stage.OVER;
  }

  /** Bytes came that belong to no answer (RFC 9112, 9.2). */
  void unsolicited() {
    broken();
    var _ = channel.close();
  }

  private void notAgain() {
    if (again) {
      again = false;
      unclean.accept(channel);
    }
  }
}

package dev.joinall.backend.http.client;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Consumer;

/**
 * Tracks the request in flight on an HTTP/1.1 connection, and whether the connection can be reused.
 * It can if the exchange ended as RFC 9112 (9.3, 9.6) requires: the request was sent completely,
 * the response was read to its declared end, and no byte arrived outside of a response. Used on the
 * connection's event loop only.
 */
public final class Exchange {
  /** Limit of informational responses (1xx) to one request; RFC 9110 (15.2) sets none. */
  public static final int MAX_INFORMATIONAL = 100;

  private enum Stage {
    IDLE,
    AWAITS_HEAD,
    AWAITS_END,
    /** The connection is unusable; further bytes are dropped. */
    OVER
  }

  private final Channel channel;
  private final Consumer<Channel> unclean;
  private Stage stage = Stage.IDLE;
  private HttpMethod method = HttpMethod.GET;
  private boolean sent;
  private boolean again = true;
  private int informational;
  private int requests;
  private boolean received;

  /**
   * @param unclean called once if the connection must not be reused, before the end of the response
   *     is passed on
   */
  public Exchange(Channel channel, Consumer<Channel> unclean) {
    this.channel = channel;
    this.unclean = unclean;
  }

  /** Whether a request may be written. */
  public boolean isIdle() {
    return stage == Stage.IDLE;
  }

  boolean awaitsHead() {
    return stage == Stage.AWAITS_HEAD;
  }

  /** Whether the head of a response has arrived, and its end has not. */
  boolean awaitsEnd() {
    return stage == Stage.AWAITS_END;
  }

  /** Whether received bytes belong to a response. */
  boolean awaitsAnswer() {
    return stage == Stage.AWAITS_HEAD || stage == Stage.AWAITS_END;
  }

  boolean isHead() {
    return HttpMethod.HEAD.equals(method);
  }

  /** Called before a request is written. */
  public void begin(HttpMethod requested) {
    stage = Stage.AWAITS_HEAD;
    method = requested;
    sent = false;
    informational = 0;
    requests++;
    received = false;
  }

  /** Whether the connection has carried a request before. */
  public boolean isReused() {
    return requests > 0;
  }

  /** The number of requests that were begun. */
  int requests() {
    return requests;
  }

  /** Whether a byte of the response has arrived. */
  public boolean isReceived() {
    return received;
  }

  /** Called when bytes of the response have arrived. */
  void received() {
    received = true;
  }

  /** Called when the last byte of the request was passed to the kernel. */
  public void sent() {
    sent = true;
  }

  /** Called for an informational response (1xx). */
  void informational(int status) {
    if (status == 101) {
      throw new DecoderException("an unrequested change of the protocol");
    }
    informational++;
    if (informational > MAX_INFORMATIONAL) {
      throw new DecoderException("more than " + MAX_INFORMATIONAL + " informational answers");
    }
  }

  /**
   * Called when the head of the response has arrived.
   *
   * @param plain whether it has the strict form of RFC 9112, which is unambiguous
   */
  void head(HttpResponse head, boolean plain) {
    stage = Stage.AWAITS_END;
    KeepAlive.read(channel, head.headers());
    boolean goesOn =
        HttpVersion.HTTP_1_1.equals(head.protocolVersion()) && HttpUtil.isKeepAlive(head);
    if (!plain || !goesOn) {
      preventReuse();
    }
  }

  /**
   * Called when the response has ended.
   *
   * @param surplus whether more bytes follow it
   */
  void end(boolean surplus) {
    if (surplus || !sent) {
      preventReuse();
    }
    stage = again ? Stage.IDLE : Stage.OVER;
  }

  /** Called if the received bytes are not a valid response. */
  void broken() {
    preventReuse();
    stage = Stage.OVER;
  }

  /** Called if bytes arrive outside of a response (RFC 9112, 9.2). */
  void unsolicited() {
    broken();
    var _ = channel.close();
  }

  private void preventReuse() {
    if (again) {
      again = false;
      unclean.accept(channel);
    }
  }
}

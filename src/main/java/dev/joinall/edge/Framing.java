package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.Iterator;

/**
 * Holds requests of HTTP/1.1 to RFC 9112, beyond what the codec does. Stands behind it, and before
 * the server, which would take a body as complete where its framing is broken.
 */
public final class Framing extends ChannelInboundHandlerAdapter {
  /** Stands for the rest of a body whose framing is broken, among pipelined requests. */
  static final Object BROKEN = new Object();

  private static final AttributeKey<Boolean> IS_BROKEN =
      AttributeKey.valueOf(Framing.class, "isBroken");
  private static final String HOST_SYMBOLS = "-._~!$&'()*+,;=:[]%";

  private final Runnable broken;

  /**
   * @param broken is told at once where a body can't be read on
   */
  Framing(Runnable broken) {
    this.broken = broken;
  }

  /** Whether the body that ended last on this connection was broken. */
  public static boolean isBroken(Channel channel) {
    return channel.hasAttr(IS_BROKEN);
  }

  static void setBroken(Channel channel) {
    channel.attr(IS_BROKEN).set(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      if (!request.decoderResult().isFailure() && !isValid(request)) {
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("RFC 9112")));
      }
      if (request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) > 0) {
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
      }
      context.fireChannelRead(request);
    } else if (message instanceof HttpContent part && part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(part);
      broken.run();
      context.fireChannelRead(BROKEN);
    } else {
      context.fireChannelRead(message);
    }
  }

  private static boolean isValid(HttpRequest request) {
    return request.protocolVersion().majorVersion() == 1
        && hasHost(request)
        && isDecodable(request);
  }

  /** Section 3.2: exactly one, and one that can be. */
  private static boolean hasHost(HttpRequest request) {
    Iterator<? extends CharSequence> hosts =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
    }
    return isHost(hosts.next()) && !hosts.hasNext();
  }

  /** Whether it has nothing that no host has. */
  static boolean isHost(CharSequence host) {
    return host.chars().allMatch(Framing::isOfHost);
  }

  private static boolean isOfHost(int letter) {
    return letter < 128 && (Character.isLetterOrDigit(letter) || HOST_SYMBOLS.indexOf(letter) >= 0);
  }

  /**
   * Section 6.1: no coding but one that is understood, which is {@code chunked} alone, and none at
   * all in HTTP/1.0.
   */
  private static boolean isDecodable(HttpRequest request) {
    Iterator<? extends CharSequence> codings =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
    return !codings.hasNext()
        || (request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.next())
            && !codings.hasNext());
  }
}

package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.Iterator;
import java.util.Optional;

/**
 * Enforces RFC 9112 for HTTP/1.1 requests, beyond what the codec checks. It is behind the codec and
 * before the server, which would treat a body with broken framing as complete.
 */
public final class Framing extends ChannelInboundHandlerAdapter {
  /** Replaces the rest of a body with broken framing, in the queue of pipelined requests. */
  static final Object BROKEN = new Object();

  private static final AttributeKey<Boolean> IS_BROKEN =
      AttributeKey.valueOf(Framing.class, "isBroken");
  private static final String HOST_SYMBOLS = "-._~!$&'()*+,;=:[]%";

  private final Runnable broken;

  /**
   * @param broken called at once when the rest of a body cannot be read
   */
  Framing(Runnable broken) {
    this.broken = broken;
  }

  /** Whether the last body of this connection had broken framing. */
  public static boolean isBroken(Channel channel) {
    return channel.hasAttr(IS_BROKEN);
  }

  static void setBroken(Channel channel) {
    channel.attr(IS_BROKEN).set(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      if (!request.decoderResult().isFailure()) {
        problem(request).ifPresent(it -> request.setDecoderResult(DecoderResult.failure(it)));
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

  /** The defect of a request; empty if it has none. */
  private static Optional<BareAnswers.Malformed> problem(HttpRequest request) {
    if (request.protocolVersion().majorVersion() != 1) {
      return refused(505, "the version of the request is not HTTP/1 (RFC 9110, 15.6.6)");
    }
    if (!hasHost(request)) {
      return refused(400, "the request needs exactly one valid Host (RFC 9112, 3.2)");
    }
    if (request.method().equals(HttpMethod.CONNECT)) {
      return refused(501, "this server makes no tunnels (RFC 9110, 9.3.6)");
    }
    Optional<String> target = RequestTarget.problem(request.method().name(), request.uri());
    if (target.isPresent()) {
      return refused(400, target.get());
    }
    return isDecodable(request)
        ? Optional.empty()
        : refused(501, "a transfer coding other than chunked (RFC 9112, 6.1)");
  }

  private static Optional<BareAnswers.Malformed> refused(int status, String why) {
    return Optional.of(new BareAnswers.Malformed(status, why));
  }

  /** Section 3.2: exactly one Host, and a valid one. */
  private static boolean hasHost(HttpRequest request) {
    Iterator<? extends CharSequence> hosts =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      return request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
    }
    return isHost(hosts.next()) && !hosts.hasNext();
  }

  /** Whether all characters may be part of a host. */
  static boolean isHost(CharSequence host) {
    for (int i = 0; i < host.length(); i++) {
      if (!isOfHost(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfHost(int letter) {
    return letter < 128 && (Character.isLetterOrDigit(letter) || HOST_SYMBOLS.indexOf(letter) >= 0);
  }

  /**
   * Section 6.1: the only transfer coding that is understood is {@code chunked}; HTTP/1.0 has none.
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

package dev.joinall.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Enforces RFC 9113, section 8, for HTTP/2 requests, beyond what the codec checks. It is behind the
 * codec and before the streams. A malformed request is a stream error: its stream is reset, and the
 * request does not start. Headers over the limit are answered with 431. Used on its event loop.
 */
final class Http2Framing extends ChannelInboundHandlerAdapter {
  private static final int FIRST_VISIBLE = 0x21;
  private static final int DELETE = 0x7f;

  /** The overhead of each field in bytes (RFC 9113, 6.5.2). */
  private static final int FIELD = 32;

  private final Http2Connection connection;
  private final int maxHead;
  private final Http2Connection.PropertyKey begunKey;

  /**
   * @param maxHead the maximum size of the headers of a request, in bytes
   */
  Http2Framing(Http2Connection connection, int maxHead) {
    this.connection = connection;
    this.maxHead = maxHead;
    this.begunKey = connection.newKey();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof Http2HeadersFrame frame) || isTrailers(frame.stream())) {
      context.fireChannelRead(message);
    } else if (size(frame.headers()) > maxHead) {
      answerTooLarge(context, frame);
    } else if (isValid(frame.headers())) {
      context.fireChannelRead(message);
    } else {
      reset(context, frame.stream(), Http2Error.PROTOCOL_ERROR);
    }
  }

  private static long size(Http2Headers headers) {
    long size = 0;
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      size += field.getKey().length() + field.getValue().length() + FIELD;
    }
    return size;
  }

  /** RFC 9113, 8.1: a stream may be reset without an error after an answer that came early. */
  private static void answerTooLarge(ChannelHandlerContext context, Http2HeadersFrame request) {
    HttpResponseStatus status = HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
    byte[] body = BareAnswers.problem(status, null);
    Http2Headers head =
        new DefaultHttp2Headers()
            .status(status.codeAsText())
            .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
            .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
            .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    boolean bodiless = HttpMethod.HEAD.asciiName().contentEquals(request.headers().method());
    ChannelFuture sent =
        context.write(new DefaultHttp2HeadersFrame(head, bodiless).stream(request.stream()));
    if (!bodiless) {
      var data = new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true);
      sent = context.write(data.stream(request.stream()));
    }
    context.flush();
    if (!request.isEndStream()) {
      sent.addListener(done -> reset(context, request.stream(), Http2Error.NO_ERROR));
    }
  }

  /** Prevents the server from answering with 500, as for an internal error. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2FrameStreamException it) {
      reset(context, it.stream(), it.error());
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  private static void reset(
      ChannelHandlerContext context, Http2FrameStream stream, Http2Error error) {
    var _ = context.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
  }

  /** Whether these are trailers, which the codec checks. */
  private boolean isTrailers(Http2FrameStream stream) {
    @Nullable Http2Stream known = connection.stream(stream.id());
    return known != null && known.setProperty(begunKey, true) != null;
  }

  /** Section 8.3.1: the required pseudo-headers. */
  private static boolean isValid(Http2Headers headers) {
    @Nullable CharSequence method = headers.method();
    @Nullable CharSequence scheme = headers.scheme();
    if (method == null || method.isEmpty() || !isVisible(method)) {
      return false;
    }
    return HttpMethod.CONNECT.asciiName().contentEquals(method)
        || (scheme != null
            && !scheme.isEmpty()
            && isPath(headers.path(), method)
            && hasAuthority(headers));
  }

  private static boolean isPath(@Nullable CharSequence path, CharSequence method) {
    return path != null
        && !path.isEmpty()
        && isVisible(path)
        && (path.charAt(0) == '/'
            || ("*".contentEquals(path) && HttpMethod.OPTIONS.asciiName().contentEquals(method)));
  }

  /** Whether there is exactly one authority, in either form; compare {@code Host} in HTTP/1.1. */
  private static boolean hasAuthority(Http2Headers headers) {
    List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
    @Nullable CharSequence authority = headers.authority();
    if (hosts.size() > 1) {
      return false;
    }
    if (authority == null) {
      return !hosts.isEmpty() && isHost(hosts.getFirst());
    }
    return isHost(authority)
        && (hosts.isEmpty() || authority.toString().equalsIgnoreCase(hosts.getFirst().toString()));
  }

  private static boolean isHost(CharSequence host) {
    return !host.isEmpty() && Framing.isHost(host);
  }

  private static boolean isVisible(CharSequence text) {
    return text.chars().allMatch(it -> it >= FIRST_VISIBLE && it != DELETE);
  }
}

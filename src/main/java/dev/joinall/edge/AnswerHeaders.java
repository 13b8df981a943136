package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Headers by which browsers protect their users, for every answer that lacks them: {@code
 * joinall.headers} in the settings. Immutable and thread-safe.
 *
 * @param nosniff whether a browser may not guess another content type
 * @param referrerPolicy how much of its URL a page sends to other sites; empty for no header
 * @param hsts how long a browser uses only TLS for this host; zero for no header. Only sent if the
 *     connection to this server uses TLS (RFC 6797, 7.2)
 */
public record AnswerHeaders(boolean nosniff, String referrerPolicy, Duration hsts) {
  private static final String HANDLER = "joinall.headers";
  private static final AsciiString NOSNIFF = AsciiString.cached("x-content-type-options");
  private static final AsciiString REFERRER = AsciiString.cached("referrer-policy");
  private static final AsciiString HSTS = AsciiString.cached("strict-transport-security");
  private static final Pattern POLICIES = Pattern.compile("([a-z-]+(, *[a-z-]+)*)?");
  private static final Duration MAX_HSTS = Duration.ofDays(730);

  /** No headers. */
  public static final AnswerHeaders NONE = new AnswerHeaders(false, "", Duration.ZERO);

  public AnswerHeaders {
    if (!POLICIES.matcher(referrerPolicy).matches()) {
      throw new IllegalArgumentException("referrer-policy has to be a policy such as no-referrer");
    }
    if (hsts.isNegative() || hsts.compareTo(MAX_HSTS) > 0) {
      throw new IllegalArgumentException("hsts has to be a time from 0s to 730d");
    }
  }

  private Map<AsciiString, String> lines(boolean isTls) {
    Map<AsciiString, String> lines = new LinkedHashMap<>();
    if (nosniff) {
      lines.put(NOSNIFF, "nosniff");
    }
    if (!referrerPolicy.isEmpty()) {
      lines.put(REFERRER, referrerPolicy);
    }
    if (isTls && !hsts.isZero()) {
      lines.put(HSTS, "max-age=" + hsts.toSeconds());
    }
    return lines;
  }

  /**
   * Adds the handler to a connection whose version of HTTP is known.
   *
   * @param before the handler behind it, which writes messages or frames
   */
  void on(Channel channel, String before) {
    Map<AsciiString, String> lines = lines(channel.pipeline().get(SslHandler.class) != null);
    if (lines.isEmpty()) {
      return;
    }
    if (channel.pipeline().get(HANDLER) != null) {
      channel.pipeline().remove(HANDLER); // the connection began with HTTP/1.1
    }
    channel.pipeline().addBefore(before, HANDLER, new Adder(lines));
  }

  /** Sees the answers of HTTP/1.1 as messages, those of HTTP/2 as frames of all streams. */
  @ChannelHandler.Sharable
  private static final class Adder extends ChannelOutboundHandlerAdapter {
    private final Map<AsciiString, String> lines;

    Adder(Map<AsciiString, String> lines) {
      this.lines = lines;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpResponse answer
          && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        lines.forEach((name, value) -> {
          if (!answer.headers().contains(name)) {
            answer.headers().set(name, value);
          }
        });
      } else if (message instanceof Http2HeadersFrame frame && isFinal(frame.headers())) {
        lines.forEach((name, value) -> {
          if (!frame.headers().contains(name)) {
            frame.headers().set(name, value);
          }
        });
      }
      var _ = context.write(message, promise);
    }

    /** Whether these are the headers of a final answer, neither trailers nor of an interim one. */
    private static boolean isFinal(Http2Headers headers) {
      @Nullable CharSequence status = headers.status();
      return status != null && status.charAt(0) != '1';
    }
  }
}

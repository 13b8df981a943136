package dev.joinall.backend.http.client;

import dev.joinall.backend.FlatHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Decodes the response to a request. Skips informational responses. Bytes outside of a response
 * close the connection and are never passed on. A response that is ambiguous by RFC 9112 is
 * rejected.
 */
public final class ResponseDecoder extends HttpResponseDecoder {
  private static final int STATUS_DIGITS = 3;
  private static final String VERSION = "HTTP/1.1";
  private static final String OK = "200";
  private static final String REASON = "OK";

  /** The codec sets the status 999 for a response with an invalid first line. */
  private static final int FIRST_INVALID = 600;

  private final Exchange exchange;
  private final HeadScan scan = new HeadScan();
  private final HeaderNames names = new HeaderNames();
  private final RepeatedHeads repeated;
  private boolean headBegun;
  private boolean untilClosed;
  private boolean closeNotified;

  /**
   * @param maxHead bytes of the head of a response, and of its trailers
   */
  public ResponseDecoder(Exchange exchange, int maxHead) {
    this(exchange, maxHead, new RepeatedHeads(0));
  }

  /**
   * @param repeated shared by decoders with the same limit, on the same loop
   */
  ResponseDecoder(Exchange exchange, int maxHead, RepeatedHeads repeated) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHead)
            .setMaxHeaderSize(maxHead)
            .setHeadersFactory(FlatHeaders.OF_VALID_LINES) // the names and the scan validate
            .setTrailersFactory(FlatHeaders.OF_VALID_NAMES));
    this.exchange = exchange;
    this.repeated = repeated;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!exchange.awaitsAnswer()) {
      in.skipBytes(in.readableBytes());
      exchange.unsolicited();
      return;
    }
    exchange.received();
    int known = out.size();
    if (exchange.awaitsHead()) {
      decodeHead(context, in, out);
    } else {
      super.decode(context, in, out);
    }
    List<Object> parts = out.subList(known, out.size());
    if (!parts.isEmpty()) {
      checkHead(parts, in);
      if (parts.isEmpty() && !context.channel().config().isAutoRead()) {
        context.read(); // nothing was passed on, so no other handler requests a read
      }
    }
  }

  private void decodeHead(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    boolean mayBeKnown = !headBegun && !exchange.isHead();
    if (mayBeKnown && repeated.read(in, out)) {
      return;
    }
    int from = in.readerIndex();
    int first = out.size();
    parseHead(context, in, out);
    boolean isWhole = mayBeKnown && !headBegun && scan.isStrict();
    if (isWhole && out.get(first) instanceof HttpResponse response) {
      repeated.store(in, from, in.readerIndex(), response);
    }
  }

  private void parseHead(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!headBegun) {
      names.restart();
    }
    int from = in.readerIndex();
    int known = out.size();
    super.decode(context, in, out);
    scan.read(in, from, in.readerIndex());
    headBegun = out.size() == known;
  }

  private void checkHead(List<Object> parts, ByteBuf rest) {
    var first = (HttpObject) parts.getFirst();
    if (first.decoderResult().isFailure()) {
      broken(first, first.decoderResult().cause());
      return;
    }
    try {
      if (first instanceof HttpResponse && scan.hasControls()) {
        throw new DecoderException("a control character in the head");
      }
      if (first instanceof HttpResponse response && isInformational(response)) {
        exchange.informational(response.status().code());
        parts.clear();
        scan.restart();
        return;
      }
      if (first instanceof HttpResponse response) {
        head(response, parts.getLast() instanceof LastHttpContent);
      }
      if (parts.getLast() instanceof LastHttpContent) {
        exchange.end(rest.isReadable());
      }
    } catch (DecoderException e) {
      List<Object> others = parts.subList(1, parts.size());
      others.forEach(ReferenceCountUtil::release);
      others.clear();
      broken(first, e);
    }
  }

  private static boolean isInformational(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void head(HttpResponse response, boolean empty) {
    List<String> coding = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    // Other codings are not supported, and parsers disagree on where such a body ends.
    if (!coding.isEmpty()
        && !(coding.size() == 1
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding.getFirst()))) {
      throw new DecoderException("a transfer coding other than chunked");
    }
    if (response.protocolVersion().majorVersion() != 1) {
      throw new DecoderException("not HTTP/1");
    }
    untilClosed =
        !empty && coding.isEmpty() && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
    exchange.head(response, !scan.isFolded());
    scan.restart();
  }

  private void broken(HttpObject part, Throwable cause) {
    part.setDecoderResult(
        DecoderResult.failure(
            cause instanceof TooLongHttpHeaderException
                    && part instanceof HttpResponse head
                    && head.status().code() < FIRST_INVALID
                ? new LargeHead(head.status().code())
                : cause instanceof DecoderException ? cause : new DecoderException(cause)));
    exchange.broken();
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean informational = message instanceof HttpResponse it && isInformational(it);
    return (exchange.isHead() && !informational) || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    for (int at = start; at < start + length; at++) {
      if (length != STATUS_DIGITS || line[at] < '0' || line[at] > '9') {
        throw new DecoderException("a status has three digits");
      }
    }
    return is(OK, line, start, length) ? OK : super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    return is(VERSION, line, start, length)
        ? VERSION
        : super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    return is(REASON, line, start, length)
        ? REASON
        : super.splitThirdWordInitialLine(line, start, length);
  }

  /** Whether it is the common text, which needs no new object. */
  private static boolean is(String expected, byte[] line, int start, int length) {
    if (expected.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (expected.charAt(i) != line[start + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Only blanks are allowed between the name of a response header and its colon (RFC 9112, 5.1).
   */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    int at = start + length;
    while (line[at] == ' ' || line[at] == '\t') {
      at++;
    }
    if (line[at] != ':') {
      throw new DecoderException("a header without a colon after its name");
    }
    AsciiString same = names.same(line, start, length);
    return same == null ? names.intern(super.splitHeaderName(line, start, length)) : same;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    closeNotified |= event == SslCloseCompletionEvent.SUCCESS;
    super.userEventTriggered(context, event);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    int known = out.size();
    super.decodeLast(context, in, out);
    if (out.size() == known) {
      return;
    }
    if (!exchange.awaitsAnswer()) {
      out.subList(known, out.size()).clear();
    } else if (out.getLast() instanceof LastHttpContent && isTruncated(context)) {
      var truncated = new DefaultLastHttpContent();
      truncated.setDecoderResult(
          DecoderResult.failure(new PrematureChannelClosureException("closed without a notice")));
      out.set(out.size() - 1, truncated);
    }
  }

  /**
   * Whether the response may be truncated: over TLS, a response that ends with its connection is
   * complete only after the server's close_notify (RFC 9112, 9.8), because anybody on the network
   * can close a connection.
   */
  private boolean isTruncated(ChannelHandlerContext context) {
    return untilClosed && !closeNotified && context.pipeline().get(SslHandler.class) != null;
  }
}

package dev.joinall.backend.http.client;

import dev.joinall.backend.FlatHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most recently parsed heads of a server's responses, with their bytes. Many servers repeat the
 * same head, at least within one second, in which {@code Date} does not change; such a head need
 * not be parsed again. Only for bodies with a declared length. Confined to an event loop.
 */
final class RepeatedHeads {
  /** A head with more bytes is parsed each time. */
  private static final int MAX_LENGTH = 1_024;

  private final @Nullable Head[] heads;
  private int next;

  /**
   * @param max heads; 0 stores none
   */
  RepeatedHeads(int max) {
    heads = new @Nullable Head[max];
  }

  /**
   * A head that the codec has accepted.
   *
   * @param bytes up to the empty line
   * @param response shared by all responses with this head, so its headers are frozen
   * @param bodyLength in bytes
   */
  record Head(ByteBuf bytes, HttpResponse response, long bodyLength) {
    int length() {
      return bytes.writerIndex();
    }

    private boolean begins(ByteBuf in) {
      return in.readableBytes() >= length()
          && ByteBufUtil.equals(bytes, 0, in, in.readerIndex(), length());
    }
  }

  /**
   * Reads a response that begins with a stored head, if its whole body is available: otherwise the
   * codec has to track the position in the body.
   *
   * @return false if nothing was read
   */
  boolean read(ByteBuf in, List<Object> out) {
    Head head = find(in);
    if (head == null || in.readableBytes() - head.length() < head.bodyLength()) {
      return false;
    }
    ByteBuf body = in.skipBytes(head.length()).readRetainedSlice((int) head.bodyLength());
    out.add(head.response());
    out.add(new DefaultLastHttpContent(body, EmptyHttpHeaders.INSTANCE));
    return true;
  }

  /** The stored head with which these bytes begin; null if there is none. */
  @Nullable Head find(ByteBuf in) {
    for (Head head : heads) {
      if (head == null) {
        return null;
      }
      if (head.begins(in)) {
        return head;
      }
    }
    return null;
  }

  /**
   * Stores a valid head of HTTP/1.1, if its response has a body with a declared length. Its headers
   * must not be changed afterwards.
   *
   * @param in has the bytes of the head, from {@code from} to before {@code to}
   */
  void store(ByteBuf in, int from, int to, HttpResponse response) {
    boolean fits =
        response.decoderResult().isSuccess()
            && response.protocolVersion().equals(HttpVersion.HTTP_1_1)
            && !hasNoBody(response.status().code())
            && response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
            && !response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    if (heads.length == 0 || to - from > MAX_LENGTH || !fits) {
      return;
    }
    ByteBuf head = in.slice(from, to - from);
    if (find(head) != null) {
      return; // only its body was incomplete
    }
    ((FlatHeaders) response.headers()).freeze();
    ByteBuf bytes = Unpooled.copiedBuffer(head);
    heads[next] = new Head(bytes, response, HttpUtil.getContentLength(response));
    next = (next + 1) % heads.length;
  }

  /** Whether the status has no body, independent of the declared length (RFC 9112, 6.3). */
  private static boolean hasNoBody(int status) {
    return status < 200 || status == 204 || status == 304;
  }
}

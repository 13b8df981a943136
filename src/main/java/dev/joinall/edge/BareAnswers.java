package dev.joinall.edge;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AttributeKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds problem details (RFC 9457) to the answers of Reactor Netty to malformed requests, which have
 * only a status.
 */
final class BareAnswers {
  private static final Set<Integer> MADE_BY_THE_SERVER = Set.of(400, 413, 414, 431);
  private static final AttributeKey<Malformed> DEFECT_KEY =
      AttributeKey.valueOf(BareAnswers.class, "why");
  private static final AttributeKey<Boolean> HEAD = AttributeKey.valueOf(BareAnswers.class, "head");

  private BareAnswers() {}

  /** Stores the defect of a request, before the server handles it. */
  static void recordDefect(HttpRequest request, Channel channel) {
    DecoderResult result = request.decoderResult();
    if (result.isFailure()) {
      channel
          .attr(DEFECT_KEY)
          .set(
              result.cause() instanceof Malformed malformed
                  ? malformed
                  : new Malformed(400, Malformations.describe(result.cause())));
    } else if (!RequestTarget.isEncoded(request.uri())) {
      // Reactor Netty answers it; the connection stays open.
      channel.attr(DEFECT_KEY).set(new Malformed(400, Malformations.NOT_ENCODED));
    } else if (channel.hasAttr(DEFECT_KEY)) {
      channel.attr(DEFECT_KEY).set(null);
    }
    if (HttpMethod.HEAD.equals(request.method()) || channel.hasAttr(HEAD)) {
      channel.attr(HEAD).set(HttpMethod.HEAD.equals(request.method()));
    }
  }

  /** The defect of a request, as its client sees it. Cheap: it has no stack trace. */
  static final class Malformed extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status the status of the answer
     */
    Malformed(int status, String message) {
      super(message);
      this.status = status;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** The answer, with a body if it is such an error. */
  static Object explained(Object message, Channel channel) {
    if (!(message instanceof FullHttpResponse bare)
        || !MADE_BY_THE_SERVER.contains(bare.status().code())
        || bare.content().isReadable()
        || bare.headers().contains(HttpHeaderNames.CONTENT_TYPE)
        || Boolean.TRUE.equals(channel.attr(HEAD).get())) {
      return message;
    }
    @Nullable Malformed why = channel.attr(DEFECT_KEY).getAndSet(null);
    HttpResponseStatus status =
        why == null || bare.status().code() != 400
            ? bare.status()
            : HttpResponseStatus.valueOf(why.status);
    byte[] body = problem(status, why);
    var full =
        new DefaultFullHttpResponse(bare.protocolVersion(), status, Unpooled.wrappedBuffer(body));
    full.headers().set(bare.headers());
    full.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
    full.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    bare.release();
    return full;
  }

  /**
   * Problem details.
   *
   * @param why null if the reason follows from the status
   */
  static byte[] problem(HttpResponseStatus answered, @Nullable Malformed why) {
    int status = answered.code();
    return new JsonWriter(256)
        .beginObject()
        .member("type", Json.string("about:blank"))
        .member("title", Json.string(answered.reasonPhrase()))
        .member("status", Json.number(status))
        .member("detail", Json.string(detail(status, why)))
        .endObject()
        .toBytes();
  }

  private static String detail(int status, @Nullable Malformed why) {
    return switch (status) {
      case 413 -> "the body is larger than this server accepts";
      case 414 -> "the first line of the request is longer than this server accepts";
      case 431 -> "the headers of the request are larger than this server accepts";
      default ->
          why == null ? "the request is malformed (RFC 9112)" : String.valueOf(why.getMessage());
    };
  }
}

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
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.AttributeKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes problem details (RFC 9457) of the answers that the server behind the codec gives to
 * malformed requests: it sends a status alone.
 */
final class BareAnswers {
  private static final Set<Integer> MADE_BY_THE_SERVER = Set.of(400, 413, 414, 431);
  private static final AttributeKey<String> WHY = AttributeKey.valueOf(BareAnswers.class, "why");
  private static final AttributeKey<Boolean> HEAD = AttributeKey.valueOf(BareAnswers.class, "head");

  private BareAnswers() {}

  /** Remembers what is needed of a request, before the server sees it. */
  static void see(HttpRequest request, Channel channel) {
    DecoderResult result = request.decoderResult();
    if (result.isFailure() && result.cause() instanceof Malformed malformed) {
      channel.attr(WHY).set(malformed.getMessage());
    }
    if (HttpMethod.HEAD.equals(request.method()) || channel.hasAttr(HEAD)) {
      channel.attr(HEAD).set(HttpMethod.HEAD.equals(request.method()));
    }
  }

  /** What is wrong with a request, for its client. Cheap: it has no stack trace. */
  static final class Malformed extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
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
    byte[] body = problem(bare, channel.attr(WHY).getAndSet(null));
    var full =
        new DefaultFullHttpResponse(
            bare.protocolVersion(), bare.status(), Unpooled.wrappedBuffer(body));
    full.headers().set(bare.headers());
    full.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
    full.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    bare.release();
    return full;
  }

  private static byte[] problem(HttpResponse bare, @Nullable String why) {
    int status = bare.status().code();
    return new JsonWriter(256)
        .beginObject()
        .member("type", Json.string("about:blank"))
        .member("title", Json.string(bare.status().reasonPhrase()))
        .member("status", Json.number(status))
        .member("detail", Json.string(why == null ? detail(status) : why))
        .endObject()
        .toBytes();
  }

  private static String detail(int status) {
    return switch (status) {
      case 413 -> "the body is larger than this server takes";
      case 414 -> "the first line of the request is longer than this server takes";
      case 431 -> "the headers of the request are larger than this server takes";
      default -> "the request is malformed (RFC 9112)";
    };
  }
}

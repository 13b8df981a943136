package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that ends a connection over HTTP/2, or refuses a request, at the first one. */
class Http2GoAwayTest {
  private static final AtomicInteger ASKED = new AtomicInteger();
  private static FrameServer api;

  /** Answers all requests but the first, which gets what its path says. */
  private static final class Ends extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private final Http2FrameCodec codec;

    Ends(Http2FrameCodec codec) {
      this.codec = codec;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      if (!(frame instanceof Http2HeadersFrame request)) {
        return;
      }
      if (ASKED.incrementAndGet() > 1) {
        answer(context, request);
        return;
      }
      switch (request.headers().path().toString()) {
        case "/closed" -> {
          var _ = context.pipeline().context(codec).close(); // the codec would say GOAWAY
        }
        case "/goaway" -> goAway(context, request.stream().id());
        case "/goaway-before" -> goAway(context, 0);
        case "/refused" -> {
          var reset = new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM);
          var _ = context.writeAndFlush(reset.stream(request.stream()));
        }
        default -> answer(context, request);
      }
    }

    /** The end of the connection. */
    private void goAway(ChannelHandlerContext context, int lastStream) {
      ChannelHandlerContext at = context.pipeline().context(codec);
      var _ =
          codec
              .encoder()
              .frameWriter()
              .writeGoAway(at, lastStream, 0, Unpooled.EMPTY_BUFFER, at.newPromise());
      var _ =
          at.writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(written -> {
                var _ = at.close();
              });
    }

    private static void answer(ChannelHandlerContext context, Http2HeadersFrame request) {
      var head = new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"));
      var _ = context.write(head.stream(request.stream()));
      var content = new DefaultHttp2DataFrame(Unpooled.copiedBuffer("\"own\"", UTF_8), true);
      var _ = context.writeAndFlush(content.stream(request.stream()));
    }
  }

  @BeforeAll
  static void open() {
    api =
        new FrameServer(pipeline -> {
          Http2FrameCodec codec = Http2FrameCodecBuilder.forServer().build();
          pipeline.addLast(codec, new Ends(codec));
        });
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @BeforeEach
  void begin() {
    ASKED.set(0);
  }

  private static StepFixture backend() {
    return api.backend();
  }

  /**
   * The last stream of the GOAWAY says whether it may have been processed; a read does not care.
   */
  @ParameterizedTest
  @ValueSource(strings = {"get: /goaway", "get: /goaway-before", "get: /refused"})
  void aReadIsSentAgain(String call) {
    try (var backend = backend()) {
      assertThat(backend.run(call)).contains(Json.string("own"));
      assertThat(ASKED).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"post: /goaway-before", "post: /refused"})
  void anEffectThatWasNotProcessedIsSentAgain(String call) {
    try (var backend = backend()) {
      assertThat(backend.run(call)).contains(Json.string("own"));
      assertThat(ASKED).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"post: /goaway", "post: /closed"})
  void anEffectThatMayHaveBeenProcessedIsSentOnce(String call) {
    try (var backend = backend()) {
      assertThat(Fault.of(catchThrowable(() -> backend.run(call))).type())
          .isEqualTo(Fault.Type.UNKNOWN);
      assertThat(ASKED).hasValue(1);
    }
  }

  /** A server that closes new connections without a word is down. */
  @Test
  void aNewConnectionThatIsClosedIsAFault() {
    try (var backend = backend()) {
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /closed"))).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
      assertThat(ASKED).hasValue(1);
    }
  }
}

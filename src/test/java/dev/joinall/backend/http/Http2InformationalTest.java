package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.http.client.Exchange;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Informational responses over HTTP/2, for a call whose path lists the statuses in order. */
class Http2InformationalTest {
  private static FrameServer api;

  /** Answers {@code /103-102-200}; an {@code x} instead of the last one ends the stream early. */
  private static final class Answers extends SimpleChannelInboundHandler<Http2HeadersFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2HeadersFrame request) {
      if (!request.isEndStream()) {
        return;
      }
      String[] statuses = request.headers().path().toString().substring(1).split("-");
      boolean cut = statuses[statuses.length - 1].equals("x");
      int last = statuses.length - (cut ? 2 : 1);
      Arrays.stream(statuses, 0, last).forEach(it -> write(context, it, false));
      write(context, statuses[last], cut || statuses[last].equals("204"));
      if (!cut && !statuses[last].equals("204")) {
        var content = Unpooled.copiedBuffer("\"own\"", UTF_8);
        var _ = context.write(new DefaultHttp2DataFrame(content, true));
      }
      context.flush();
    }

    private static void write(ChannelHandlerContext context, String status, boolean end) {
      var headers = new DefaultHttp2Headers(false).status(status);
      var _ = context.write(new DefaultHttp2HeadersFrame(headers, end));
    }
  }

  @BeforeAll
  static void open() {
    api =
        new FrameServer(pipeline ->
            pipeline.addLast(
                Http2FrameCodecBuilder.forServer().validateHeaders(false).build(),
                new Http2MultiplexHandler(
                    new ChannelInitializer<>() {
                      @Override
                      protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Answers());
                      }
                    })));
  }

  @AfterAll
  static void close() {
    api.close();
  }

  private static StepFixture backend() {
    return api.backend();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "103-200", "103-103-102-200", "100-200", "111-199-200"})
  void theFinalAnswerIsTheAnswer(String statuses) {
    try (var backend = backend()) {
      assertThat(backend.run("get: /" + statuses)).contains(Json.string("own"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"103-204", "103-404"})
  void anAnswerWithoutAValueAfterThemIsAbsent(String statuses) {
    try (var backend = backend()) {
      assertThat(backend.run("get: /" + statuses)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"101-200", "103-101-200", "103-x", "102-103-x"})
  void aMisplacedInformationalAnswerIsMalformed(String statuses) {
    try (var backend = backend()) {
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /" + statuses))).type())
          .isEqualTo(Fault.Type.MALFORMED);
      assertThat(backend.run("get: /200")).contains(Json.string("own"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void theyAreBounded(int more, boolean answered) {
    String statuses = "102-".repeat(Exchange.MAX_INFORMATIONAL + more) + "200";
    try (var backend = backend()) {
      assertThat(catchThrowable(() -> backend.run("get: /" + statuses)) == null)
          .isEqualTo(answered);
    }
  }
}

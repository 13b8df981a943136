package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that arrive at the wrong time. */
class ExchangeCodecTest {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1";

  private final List<Channel> unclean = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  ExchangeCodecTest() {
    channel.pipeline().addLast(new ExchangeCodec(channel, 8192, unclean::add));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aCleanExchangeLeavesTheConnection() {
    channel.writeOutbound(request());
    receive(ANSWER);
    channel.writeOutbound(request());
    receive(ANSWER);
    assertThat(unclean).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {ANSWER, "HTTP/1.1 408 Request Timeout\r\n\r\n", "x", "\r\n"})
  void bytesOnAnIdleConnectionCloseIt(String bytes) {
    channel.writeOutbound(request());
    receive(ANSWER);
    drop();
    receive(bytes);
    assertThat(channel.<Object>readInbound()).isNull();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void bytesBeforeTheFirstRequestCloseTheConnection() {
    receive(ANSWER);
    assertThat(channel.<Object>readInbound()).isNull();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anAnswerBeforeTheRequestIsSentWholeIsTheLastOne() {
    var _ = channel.write(request()); // not flushed
    receive(ANSWER);
    assertThat(channel.<Object>readInbound()).isNotNull();
    assertThat(unclean).containsExactly(channel);
  }

  @Test
  void aRequestOnAConnectionThatIsNotIdleIsNotSent() {
    channel.writeOutbound(request());
    drop();
    FullHttpRequest second = request();
    assertThat(channel.writeOneOutbound(second).cause()).isNotNull();
    assertThat(channel.<Object>readOutbound()).isNull();
    assertThat(second.refCnt()).isZero();
  }

  private static FullHttpRequest request() {
    return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  }

  private void receive(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
  }

  private void drop() {
    channel.inboundMessages().forEach(ReferenceCountUtil::release);
    channel.inboundMessages().clear();
    channel.outboundMessages().forEach(ReferenceCountUtil::release);
    channel.outboundMessages().clear();
  }
}

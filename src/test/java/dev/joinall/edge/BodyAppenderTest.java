package dev.joinall.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.Test;

class BodyAppenderTest {
  private final BodyAppender appender = new BodyAppender();
  private final EmbeddedChannel channel = new EmbeddedChannel(appender);

  @Test
  void theBodyIsBehindTheNextHeadAlone() {
    ByteBuf body = Unpooled.copiedBuffer("body", US_ASCII);
    ByteBuf head = Unpooled.copiedBuffer("head ", US_ASCII);
    appender.next(body);
    channel.writeOutbound("a message");
    channel.writeOutbound(head);
    channel.writeOutbound(Unpooled.copiedBuffer("other", US_ASCII));
    assertThat(channel.<Object>readOutbound()).isEqualTo("a message");
    assertThat(text()).isEqualTo("head body");
    assertThat(text()).isEqualTo("other");
    assertThat(head.refCnt() + body.refCnt()).isZero();
    FastThreadLocal.removeAll(); // as a loop that ends: its buffer is released
  }

  @Test
  void aBodyWithoutItsHeadIsReleased() {
    ByteBuf body = Unpooled.copiedBuffer("body", US_ASCII);
    appender.next(body);
    appender.discard();
    appender.discard();
    assertThat(body.refCnt()).isZero();
    channel.writeOutbound(Unpooled.copiedBuffer("head", US_ASCII));
    assertThat(text()).isEqualTo("head");
  }

  private String text() {
    ByteBuf out = channel.readOutbound();
    try {
      return out.toString(US_ASCII);
    } finally {
      out.release();
    }
  }
}

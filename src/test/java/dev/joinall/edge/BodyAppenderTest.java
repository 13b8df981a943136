package dev.joinall.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.Test;

class BodyAppenderTest {
  private static final ResponseBody BODY =
      new ResponseBody() {
        @Override
        public int length() {
          return 4;
        }

        @Override
        public void writeTo(ByteBuf out) {
          var _ = out.writeCharSequence("body", US_ASCII);
        }
      };

  private final BodyAppender appender = new BodyAppender();
  private final EmbeddedChannel channel = new EmbeddedChannel(appender);

  @Test
  void theBodyIsBehindTheNextHeadAlone() {
    ByteBuf head = Unpooled.copiedBuffer("head ", US_ASCII);
    appender.next(BODY);
    channel.writeOutbound("a message");
    channel.writeOutbound(head);
    channel.writeOutbound(Unpooled.copiedBuffer("other", US_ASCII));
    assertThat(channel.<Object>readOutbound()).isEqualTo("a message");
    assertThat(text()).isEqualTo("head body");
    assertThat(text()).isEqualTo("other");
    assertThat(head.refCnt()).isZero();
    FastThreadLocal.removeAll(); // as a loop that ends: its buffer is released
  }

  @Test
  void aBodyWithoutItsHeadIsForgotten() {
    appender.next(BODY);
    appender.discard();
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

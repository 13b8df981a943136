package dev.joinall.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
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

  /** As where no direct memory is left: the client can't be told, but nothing stays behind. */
  @Test
  void aBodyThatCannotBeWrittenClosesTheConnection() {
    for (int length : List.of(4, 100_000)) {
      var own = new EmbeddedChannel(new BodyAppender());
      ByteBuf head = Unpooled.copiedBuffer("head ", US_ASCII);
      own.pipeline().get(BodyAppender.class).next(failing(length));

      ChannelFuture written = own.writeAndFlush(head);

      assertThat(written.cause()).isInstanceOf(OutOfMemoryError.class);
      assertThat(head.refCnt()).isZero();
      assertThat(own.isOpen()).isFalse();
      assertThat(own.<Object>readOutbound()).isNull();
    }
    FastThreadLocal.removeAll();
  }

  private static ResponseBody failing(int length) {
    return new ResponseBody() {
      @Override
      public int length() {
        return length;
      }

      @Override
      public void writeTo(ByteBuf out) {
        throw new OutOfMemoryError("no direct memory");
      }
    };
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

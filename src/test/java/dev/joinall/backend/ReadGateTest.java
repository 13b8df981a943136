package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.template.ByteStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class ReadGateTest {
  private static final int PART = 8 << 10;
  private static final int PARTS = ByteStream.WINDOW / PART;

  private final Reads reads = new Reads();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ReadGate gate;

  private static final class Reads extends ChannelOutboundHandlerAdapter {
    int count;

    @Override
    public void read(ChannelHandlerContext context) {
      count++;
      var _ = context.read();
    }
  }

  ReadGateTest() {
    channel
        .pipeline()
        .addLast(reads)
        .addLast(
            NettyPipeline.ReactiveBridge,
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
              }
            });
    gate = ReadGate.install(channel, Duration.ofSeconds(1));
  }

  private static ByteBuf part() {
    return Unpooled.wrappedBuffer(new byte[PART]);
  }

  private void receive(int parts) {
    for (int i = 0; i < parts; i++) {
      channel.writeInbound(new DefaultHttpContent(part()));
    }
    channel.runPendingTasks();
  }

  /** How often a read reaches the socket. */
  private int readsOf(Runnable action) {
    int before = reads.count;
    action.run();
    channel.runPendingTasks();
    return reads.count - before;
  }

  @Test
  void aFullWindowStopsReading() {
    receive(PARTS - 1);
    assertThat(readsOf(channel::read)).isEqualTo(1);
    receive(1);
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(readsOf(channel::read)).isZero();
  }

  @Test
  void consumedBytesOpenItAgain() {
    receive(PARTS);
    assertThat(readsOf(() -> gate.consumed(PART))).isEqualTo(1);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void noReadIsLostThatSomebodyElseHasAskedFor() {
    receive(PARTS);
    channel.config().setAutoRead(true); // as the library behind the gate may do
    assertThat(readsOf(() -> gate.consumed(PART))).isPositive();
  }

  @Test
  void manualReadsStayManual() {
    channel.config().setAutoRead(false);
    receive(PARTS);
    assertThat(readsOf(channel::read)).isZero();
    assertThat(readsOf(() -> gate.consumed(PART))).isEqualTo(1);
    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void itIsRemovedAfterTheMessage() {
    receive(PARTS);
    channel.writeInbound(new DefaultLastHttpContent(part()));
    assertThat(gate.hasEnded()).isTrue();
    assertThat(channel.pipeline().context(gate)).isNull();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void aSenderThatIsNotWaitedForDoesNotStall() {
    var stalls = new int[1];
    channel.freezeTime();
    gate.begin(() -> stalls[0]++);
    receive(PARTS);
    channel.advanceTimeBy(1, java.util.concurrent.TimeUnit.HOURS);
    channel.runScheduledPendingTasks();
    assertThat(stalls[0]).isZero();
  }
}

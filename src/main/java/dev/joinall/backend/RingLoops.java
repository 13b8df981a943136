package dev.joinall.backend;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringAdaptiveBufferRingAllocator;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Event loops on io_uring. Where the kernel supports it (6.0), each loop has a ring of buffers, and
 * a read stays armed (multishot) until it is cancelled: the kernel takes a buffer when bytes
 * arrive, so that a message costs one completion. Without it, each read is a poll and a read.
 *
 * <p>They also work around a bug of Netty 4.2.18: a read after a close polls a socket whose file is
 * already closed. The poll keeps the kernel's socket open, and the peer never sees the end of the
 * connection. These loops start no read after a close.
 */
final class RingLoops extends MultiThreadIoEventLoopGroup {
  private static final short BUFFER_GROUP = 1;

  /** Buffers of one loop; must be a power of two. */
  private static final short MAX_BUFFERS = 256;

  /** Buffers at the start, and those that are added when all are in use. */
  private static final int BUFFERS_AT_ONCE = 32;

  /** In bytes. The size of the buffers follows the size of the messages, within these bounds. */
  private static final int MIN_BUFFER = 1 << 10;

  private static final int INITIAL_BUFFER = 4 << 10;
  private static final int MAX_BUFFER = 16 << 10;

  private static final boolean HAS_BUFFER_RINGS =
      IoUring.isRegisterBufferRingSupported() && IoUring.isRecvMultishotEnabled();

  RingLoops(int count, ThreadFactory threads) {
    super(count, threads, IoUringIoHandler.newFactory(config()));
  }

  private static IoUringIoHandlerConfig config() {
    var config = new IoUringIoHandlerConfig();
    return HAS_BUFFER_RINGS
        ? config.setBufferRingConfig(
            IoUringBufferRingConfig.builder()
                .bufferGroupId(BUFFER_GROUP)
                .bufferRingSize(MAX_BUFFERS)
                .batchSize(BUFFERS_AT_ONCE)
                .allocator(
                    new IoUringAdaptiveBufferRingAllocator(
                        ByteBufAllocator.DEFAULT, MIN_BUFFER, INITIAL_BUFFER, MAX_BUFFER))
                .build())
        : config;
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
    return new Loop(this, executor, handlers);
  }

  private static final class Loop extends SingleThreadIoEventLoop {
    Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
      super(group, executor, handlers);
    }

    /** All connections of the server and of all clients are registered here. */
    @Override
    public ChannelFuture register(ChannelPromise promise) {
      Channel channel = promise.channel();
      if (channel instanceof SocketChannel) {
        if (HAS_BUFFER_RINGS) {
          channel.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
        }
        channel.pipeline().addFirst(new NoReadBehindClose());
      }
      return super.register(promise);
    }
  }

  private static final class NoReadBehindClose extends ChannelDuplexHandler {
    private boolean closing;

    /** Added before the existing handlers, because TLS itself reads and closes. */
    @Override
    public void channelRegistered(ChannelHandlerContext context) {
      if (context.pipeline().first() != this) {
        context.pipeline().remove(this).addFirst(new NoReadBehindClose());
      }
      context.fireChannelRegistered();
    }

    /** Toggling auto-read cancels a read that was already requested. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      closing = true;
      var _ = context.channel().config().setAutoRead(true).setAutoRead(false);
      var _ = context.close(promise);
    }

    @Override
    public void read(ChannelHandlerContext context) {
      if (!closing) {
        context.read();
      }
    }
  }
}

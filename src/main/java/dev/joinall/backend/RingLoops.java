package dev.joinall.backend;

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
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Works around a bug of io_uring in Netty 4.2.18: a read after a close polls a socket whose file is
 * already closed. The poll keeps the kernel's socket open, and the peer never sees the end of the
 * connection. These loops start no read after a close.
 */
final class RingLoops extends MultiThreadIoEventLoopGroup {
  /**
   * Entries of a loop's completion queue, of 16 bytes. Netty's 4,096 overflow with the 8,000
   * sockets of 2,000 clients: the kernel then allocates each further completion by itself.
   */
  private static final int COMPLETIONS = 1 << 14;

  RingLoops(int count, ThreadFactory threads) {
    super(count, threads, IoUringIoHandler.newFactory(config()));
  }

  private static IoUringIoHandlerConfig config() {
    return new IoUringIoHandlerConfig().setCqSize(COMPLETIONS);
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

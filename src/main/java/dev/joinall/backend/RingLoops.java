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
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Event loops over io_uring that mend what Netty 4.2.18 does when a connection is to be closed and
 * read again: it polls a socket whose file is closed already, the poll keeps the kernel's socket
 * open, and the other side never hears of the end. Here nothing is read behind a close.
 */
final class RingLoops extends MultiThreadIoEventLoopGroup {
  RingLoops(int count, ThreadFactory threads) {
    super(count, threads, IoUringIoHandler.newFactory());
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... args) {
    return new Loop(this, executor, handlers);
  }

  private static final class Loop extends SingleThreadIoEventLoop {
    Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
      super(group, executor, handlers);
    }

    /** Through here comes every connection, those of a server and those of all clients. */
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

    /** In front of the handlers that were added meanwhile: TLS reads and closes by itself. */
    @Override
    public void channelRegistered(ChannelHandlerContext context) {
      if (context.pipeline().first() != this) {
        context.pipeline().remove(this).addFirst(new NoReadBehindClose());
      }
      context.fireChannelRegistered();
    }

    /** A read that was asked for before is forgotten by switching auto-read on and off. */
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

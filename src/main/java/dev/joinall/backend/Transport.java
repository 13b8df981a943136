package dev.joinall.backend;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * The I/O mechanisms of the event loops, cheapest first. io_uring takes about half the CPU of
 * epoll; many container runtimes forbid it.
 */
public enum Transport {
  IO_URING,
  EPOLL,
  NIO;

  /**
   * Netty's multishot poll reports a socket only when its state changes. A reset that arrives
   * together with bytes is no separate change, so it would be missed and the call would run into
   * its timeout.
   */
  private static final String ONE_POLL_FOR_MANY_READS = "io.netty.iouring.pollAddMultishotEnabled";

  /** Netty retries a failed multishot accept without a pause. */
  private static final String ONE_ACCEPT_FOR_MANY = "io.netty.iouring.acceptMultiShotEnabled";

  static { // must be set before Netty's class reads it
    System.getProperties().putIfAbsent(ONE_POLL_FOR_MANY_READS, "false");
    System.getProperties().putIfAbsent(ONE_ACCEPT_FOR_MANY, "false");
  }

  /** The cheapest transport that this machine supports. */
  public static Transport best() {
    return Arrays.stream(values()).filter(Transport::isAvailable).findFirst().orElse(NIO);
  }

  /**
   * The transport of a name such as {@code io_uring} or {@code epoll}; empty for an unknown name.
   * Falls back to the best one if this machine does not support it.
   */
  public static Optional<Transport> named(String name) {
    return Arrays.stream(values())
        .filter(it -> it.name().equalsIgnoreCase(name))
        .findFirst()
        .map(it -> it.isAvailable() ? it : best());
  }

  public boolean isAvailable() {
    return switch (this) {
      case IO_URING -> IoUring.isAvailable();
      case EPOLL -> Epoll.isAvailable();
      case NIO -> true;
    };
  }

  EventLoopGroup loops(int count, ThreadFactory threads) {
    return switch (this) {
      case IO_URING -> new RingLoops(count, threads);
      case EPOLL -> new MultiThreadIoEventLoopGroup(count, threads, EpollIoHandler.newFactory());
      case NIO -> new MultiThreadIoEventLoopGroup(count, threads, NioIoHandler.newFactory());
    };
  }

  /** Channel class of a TCP client. */
  public Class<? extends SocketChannel> socket() {
    return switch (this) {
      case IO_URING -> IoUringSocketChannel.class;
      case EPOLL -> EpollSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }

  /** Creates a channel for one of Netty's three socket interfaces. */
  Channel channel(Class<? extends Channel> sort) {
    if (sort == SocketChannel.class) {
      return switch (this) {
        case IO_URING -> new IoUringSocketChannel();
        case EPOLL -> new EpollSocketChannel();
        case NIO -> new NioSocketChannel();
      };
    }
    if (sort == ServerSocketChannel.class) {
      return switch (this) {
        case IO_URING -> new IoUringServerSocketChannel();
        case EPOLL -> new EpollServerSocketChannel();
        case NIO -> new NioServerSocketChannel();
      };
    }
    if (sort == DatagramChannel.class) {
      return switch (this) {
        case IO_URING -> new IoUringDatagramChannel();
        case EPOLL -> new EpollDatagramChannel();
        case NIO -> new NioDatagramChannel();
      };
    }
    throw new IllegalArgumentException("no channel for " + sort);
  }

  Class<? extends Channel> channelClass(Class<? extends Channel> sort) {
    if (sort == SocketChannel.class) {
      return socket();
    }
    if (sort == ServerSocketChannel.class) {
      return switch (this) {
        case IO_URING -> IoUringServerSocketChannel.class;
        case EPOLL -> EpollServerSocketChannel.class;
        case NIO -> NioServerSocketChannel.class;
      };
    }
    if (sort == DatagramChannel.class) {
      return switch (this) {
        case IO_URING -> IoUringDatagramChannel.class;
        case EPOLL -> EpollDatagramChannel.class;
        case NIO -> NioDatagramChannel.class;
      };
    }
    throw new IllegalArgumentException("no channel for " + sort);
  }
}

package dev.joinall.edge;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the accepted connections, and counts and logs those that could not be accepted, for
 * example because the limit of open files is reached. The server then pauses for a second, so there
 * is at most one line per second. Thread-safe.
 */
@Sharable
final class AcceptCounter extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(AcceptCounter.class);

  private final LongAdder accepted = new LongAdder();
  private final LongAdder failed = new LongAdder();

  long accepted() {
    return accepted.sum();
  }

  long failed() {
    return failed.sum();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object connection) {
    accepted.increment();
    context.fireChannelRead(connection);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed.increment();
    log.warn("No connection can be accepted; retry in 1 s: {}", cause.getMessage());
    context.fireExceptionCaught(cause);
  }
}

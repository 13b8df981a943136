package dev.joinall.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs connections that could not be accepted, for example because the limit of open
 * files is reached. The server then pauses for a second, so there is at most one line per second.
 */
final class FailedAccepts extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(FailedAccepts.class);

  private final LongAdder count;

  FailedAccepts(LongAdder count) {
    this.count = count;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    count.increment();
    log.warn("No connection can be accepted; retry in 1 s: {}", cause.getMessage());
    context.fireExceptionCaught(cause);
  }
}

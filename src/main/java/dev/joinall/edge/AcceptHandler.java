package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs before the server's acceptor. Counts the accepted connections, and closes those over the
 * limit at once. Counts and logs those that could not be accepted, for example because the limit of
 * open files is reached. The server then pauses for a second, so there is at most one line per
 * second. Thread-safe.
 */
@Sharable
final class AcceptHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(AcceptHandler.class);

  private final ClientConnections connections;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder failed = new LongAdder();

  AcceptHandler(ClientConnections connections) {
    this.connections = connections;
  }

  long accepted() {
    return accepted.sum();
  }

  long failed() {
    return failed.sum();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accept) {
    accepted.increment();
    if (accept instanceof Channel connection && !connections.enter(connection)) {
      connection.unsafe().closeForcibly();
    } else {
      context.fireChannelRead(accept);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failed.increment();
    log.warn("No connection can be accepted; retry in 1 s: {}", cause.getMessage());
    context.fireExceptionCaught(cause);
  }
}

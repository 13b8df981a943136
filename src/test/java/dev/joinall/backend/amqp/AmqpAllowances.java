package dev.joinall.backend.amqp;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * A channel has a lock, and so has the list of the channels of a connection. A loop that reads a
 * reply may find one taken by the thread that has just written the request, for a moment: {@link
 * BrokerConnection#refuseIfBlocked} keeps a thread from waiting for the socket with the lock. What
 * the loop calls of ours must not block.
 */
public final class AmqpAllowances implements BlockHoundIntegration {
  private static final String CLIENT = "com.rabbitmq.client.impl.";

  @Override
  public void applyTo(BlockHound.Builder builder) {
    for (String method : new String[] {"nextOutstandingRpc", "processShutdownSignal", "transmit"}) {
      builder.allowBlockingCallsInside(CLIENT + "AMQChannel", method);
    }
    for (String method : new String[] {"markRpcFinished", "asyncShutdown"}) {
      builder.allowBlockingCallsInside(CLIENT + "ChannelN", method);
    }
    for (String method : new String[] {"getChannel", "handleSignal", "releaseChannelNumber"}) {
      builder.allowBlockingCallsInside(CLIENT + "ChannelManager", method);
    }
    builder.disallowBlockingCallsInside("dev.joinall.backend.amqp.CallChannel", "ended");
  }
}

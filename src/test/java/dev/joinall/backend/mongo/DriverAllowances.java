package dev.joinall.backend.mongo;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * The driver guards each of its connections by a lock, which a loop may find taken for the moment
 * that the driver's monitor, on a thread of its own, closes the connection. Such a lock is allowed;
 * what the driver calls while it holds one, our code, is watched again. The other exception is the
 * random id of a session, made when a connection broke, for which the JDK reads {@code
 * /dev/urandom}.
 */
public final class DriverAllowances implements BlockHoundIntegration {
  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.allowBlockingCallsInside("com.mongodb.internal.Locks", "checkedWithLock");
    builder.allowBlockingCallsInside(
        "com.mongodb.internal.connection.netty.NettyStream", "readAsync");
    builder.allowBlockingCallsInside(
        "com.mongodb.internal.session.ServerSessionPool", "createNewServerSessionIdentifier");
    builder.disallowBlockingCallsInside(DriverCall.class.getName(), "onNext");
    builder.disallowBlockingCallsInside(DriverCall.class.getName(), "onError");
    builder.disallowBlockingCallsInside(DriverCall.class.getName(), "onComplete");
  }
}

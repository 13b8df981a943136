package dev.joinall.backend.mongo;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * The driver guards each connection by a lock, for which a loop may wait while the driver's
 * monitor, on another thread, closes the connection. Such a lock is allowed; callbacks into this
 * project's code under a lock are checked again. The other exception is the random id of a session
 * after a broken connection, for which the JDK reads {@code /dev/urandom}.
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

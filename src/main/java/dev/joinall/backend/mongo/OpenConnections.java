package dev.joinall.backend.mongo;

import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ConnectionReadyEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the driver's idle connections to all servers. Thread-safe. */
final class OpenConnections implements ConnectionPoolListener {
  private final Set<Object> idle = ConcurrentHashMap.newKeySet();

  int idle() {
    return idle.size();
  }

  @Override
  public void connectionReady(ConnectionReadyEvent event) {
    idle.add(event.getConnectionId());
  }

  @Override
  public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
    idle.remove(event.getConnectionId());
  }

  @Override
  public void connectionCheckedIn(ConnectionCheckedInEvent event) {
    idle.add(event.getConnectionId());
  }

  @Override
  public void connectionClosed(ConnectionClosedEvent event) {
    idle.remove(event.getConnectionId());
  }
}

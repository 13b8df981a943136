package com.example.joinall.kafka;

import dev.joinall.backend.Health;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the cluster for its identity, as the user of the backend. */
final class HealthCheck implements PendingCall.Work<Health> {
  @Override
  public void with(Clients clients, PendingCall<Health> call)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ =
        clients
            .admin()
            .describeCluster()
            .clusterId()
            .get(call.left().toNanos(), TimeUnit.NANOSECONDS);
    call.succeed(new Health.Up());
  }
}

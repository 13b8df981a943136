package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** One directory. Thread-safe. */
final class LdapBackend implements Backend {
  private static final SearchRequest SIGN_OF_LIFE =
      new SearchRequest("", SearchScope.BASE, LdapSearch.ANYTHING, SearchRequest.NO_ATTRIBUTES);

  private final LdapConnections connections;
  private final EventLoops loops;
  private final Duration timeout;
  private final int maxBody;

  LdapBackend(BackendConfig config, EventLoops loops) {
    this.connections = new LdapConnections(config, loops);
    this.loops = loops;
    this.timeout = config.timeout();
    this.maxBody = config.maxBody();
  }

  @Override
  public Step prepare(BackendCall call, Templates templates) {
    if (!(call instanceof LdapCall declared)) {
      throw Backend.foreign(call);
    }
    LdapSearch search = LdapSearch.compile(declared, templates);
    return scope ->
        Mono.defer(() -> {
          SearchRequest request = search.request(scope);
          return connections
              .use(connection -> search.entries(connection, request, maxBody))
              .timeout(Duration.ofNanos(Math.max(0, scope.remaining())), loops.scheduler())
              .onErrorMap(TimeoutException.class, late -> LdapFaults.late());
        });
  }

  @Override
  public Mono<Health> check() {
    return connections
        .<Health>use(connection -> {
          try {
            var _ = connection.search(SIGN_OF_LIFE);
          } catch (LDAPSearchException e) {
            answered(e); // any result means that the server responds
          }
          return new Health.Up();
        })
        .timeout(timeout, loops.scheduler())
        .onErrorMap(TimeoutException.class, late -> LdapFaults.late())
        .onErrorResume(error -> Mono.just(Health.of(Fault.of(error))));
  }

  private static void answered(LDAPException error) throws LDAPException {
    if (!error.getResultCode().isConnectionUsable()) {
      throw error;
    }
  }

  @Override
  public PoolUse pool() {
    return connections.use();
  }

  @Override
  public void close() {
    connections.close();
  }
}

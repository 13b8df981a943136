package com.example.joinall.ldap;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code ldap}: an LDAP directory. */
public final class LdapKind implements Kind {
  private static final AddressRules ADDRESS = AddressRules.oneHost("uri", "ldap", "ldaps");

  /** A call uses one connection exclusively. */
  private static final PoolConfig POOL =
      new PoolConfig(8, 100, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));

  @Override
  public String name() {
    return "ldap";
  }

  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    if (address.getRawUserInfo() != null) {
      problems.add(where, "the address names a user", "write user: and password: beside it");
    }
    if (!address.getRawPath().isEmpty() || address.getRawQuery() != null) {
      problems.add(
          where, "the address says more than host and port", "a task names where it searches");
    }
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, Duration.ofSeconds(2), POOL);
  }

  @Override
  public BackendOptions options(Fields backend) {
    return LdapOptions.read(backend);
  }

  @Override
  public List<String> verbs() {
    return List.of(LdapCall.SEARCH, LdapCall.ENTRY);
  }

  @Override
  public Optional<LdapCall> call(String verb, Fields task) {
    return LdapCall.read(verb, task);
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new LdapBackend(declared, loops);
  }
}

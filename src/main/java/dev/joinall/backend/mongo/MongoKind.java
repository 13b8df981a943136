package dev.joinall.backend.mongo;

import com.mongodb.ConnectionString;
import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.SessionMode;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code mongo}: one MongoDB database. */
public final class MongoKind implements Kind {
  private static final AddressRules ADDRESS =
      AddressRules.hostList("uri", "mongodb", "mongodb+srv");

  /** An interactive request takes about two seconds, and one call should not use all of them. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /**
   * A connection costs the server a thread or a megabyte, and each replica of Joinall has its own
   * pool. Opening one with a password costs the server about 10 ms of CPU, so connections live
   * longer than those of other kinds. The driver itself finds a new primary.
   */
  private static final PoolConfig POOL =
      new PoolConfig(
          50, 100, Duration.ofMillis(250), Duration.ofMinutes(5), Duration.ofMinutes(30));

  @Override
  public String name() {
    return "mongo";
  }

  /** Does not resolve the address: {@code mongodb+srv} would need DNS. */
  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    if (!address.isOpaque()) {
      new MongoAddressCheck(where, problems).check(address);
    }
    if ("mongodb".equals(address.getScheme())) {
      try {
        var _ = new ConnectionString(address.toString());
      } catch (IllegalArgumentException e) {
        problems.add(
            where,
            "the driver can't read this address",
            "for example mongodb://db-1:27017,db-2:27017/?replicaSet=rs0");
      }
    }
  }

  @Override
  public boolean usesTls(URI address) {
    return MongoAddressCheck.usesTls(address);
  }

  @Override
  public String tlsHint() {
    return "write ?tls=true behind the hosts of the uri";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, TIMEOUT, POOL);
  }

  @Override
  public MongoOptions options(Fields backend) {
    return MongoOptions.read(backend);
  }

  @Override
  public boolean hasSessions() {
    return true;
  }

  @Override
  public void checkSession(BackendCall call, SessionMode mode, Problems problems) {
    if (call instanceof MongoCall mongo) {
      new ReadPreferenceCheck(mongo.options(), problems).in(mode);
    }
  }

  @Override
  public List<String> verbs() {
    return MongoCall.Verb.WORDS;
  }

  @Override
  public Optional<MongoCall> call(String verb, Fields task) {
    return Optional.of(MongoCall.read(verb, task));
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new MongoBackend(declared, Hub.of(loops));
  }

  @Override
  public List<String> wireLoggers() {
    return List.of("org.mongodb");
  }
}

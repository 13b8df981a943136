package dev.joinall.backend.redis;

import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a Redis backend.
 *
 * @param sentinel the login at the sentinels
 * @param servers of the address, for display; empty if there is only one
 * @param master its name at the sentinels; empty without them
 */
record RedisOptions(
    boolean cluster,
    ReadFrom readFrom,
    RedisLogin sentinel,
    List<ServerAddress> servers,
    String master)
    implements BackendOptions {
  private static final String SENTINEL = "sentinel";
  private static final String READ_FROM = "read-from";

  static RedisOptions read(Fields backend) {
    boolean cluster = backend.flag("cluster", false);
    ReadFrom from = backend.oneOf(READ_FROM, ReadFrom.class, ReadFrom.MASTER);
    RedisLogin login =
        backend
            .nested(SENTINEL, "sentinel: { password: \"${secret.SENTINEL_PASSWORD}\" }")
            .map(RedisOptions::login)
            .orElse(new RedisLogin("", ""));
    Optional<URI> uri =
        backend.tree("uri").flatMap(where -> backend.text("uri").flatMap(text -> uri(text, where)));
    uri.ifPresent(it -> new Combination(backend, it, cluster, from).check());
    Optional<RedisAddress> address = uri.map(RedisAddress::of);
    return new RedisOptions(
        cluster,
        from,
        login,
        address.map(RedisAddress::servers).orElse(List.of()),
        address.flatMap(RedisAddress::master).orElse(""));
  }

  private static RedisLogin login(Fields sentinel) {
    Optional<String> password = sentinel.text("password");
    if (password.filter(it -> !it.isEmpty()).isEmpty()) {
      sentinel
          .problems()
          .add(sentinel.mapping(), "\"password\" is missing", "the password of the sentinels");
    }
    var login = new RedisLogin(sentinel.text("user").orElse(""), password.orElse(""));
    sentinel.done();
    return login;
  }

  /** Empty if the address is invalid, which another check reports. */
  private static Optional<URI> uri(String text, Tree where) {
    try {
      var uri = URI.create(text);
      return RedisAddressCheck.isValid(uri, where) ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Checks the combinations of keys and address. */
  private record Combination(Fields backend, URI uri, boolean cluster, ReadFrom from) {
    void check() {
      boolean sentinels = RedisAddress.namesSentinels(uri);
      RedisAddress address = RedisAddress.of(uri);
      Tree where = backend.tree("uri").orElseThrow();
      if (cluster && sentinels) {
        problem(
            backend.tree("cluster").orElseThrow(),
            "a cluster has no sentinels",
            "write uri: redis://host-1,host-2 for a cluster, or remove cluster");
      }
      if (cluster && address.database() != 0) {
        problem(where, "a cluster has only the database 0", "remove the path of the address");
      }
      if (!cluster && !sentinels && address.servers().size() > 1) {
        problem(
            where,
            "the address names several servers",
            "write cluster: true beside it, or redis-sentinel://host-1,host-2/0#name for sentinels");
      }
      if (!cluster && !sentinels && from != ReadFrom.MASTER) {
        backend
            .tree(READ_FROM)
            .ifPresent(it ->
                problem(
                    it,
                    "one server has no known replicas",
                    "read-from is for a cluster, or a master with sentinels"));
      }
      if (!sentinels) {
        backend
            .tree(SENTINEL)
            .ifPresent(it ->
                problem(
                    it,
                    "the address names no sentinels",
                    "for example uri: redis-sentinel://sentinel-1,sentinel-2/0#mymaster"));
      }
    }

    private void problem(Tree where, String message, String hint) {
      backend.problems().add(where, message, hint);
    }
  }

  @Override
  public boolean multiplexes() {
    return true;
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    String hosts = String.join(", ", servers.stream().map(ServerAddress::toString).toList());
    if (cluster) {
      notes.add("cluster found by " + hosts);
    } else if (!master.isEmpty()) {
      notes.add("master " + master + " of the sentinels " + hosts);
    }
    switch (readFrom) {
      case MASTER -> {}
      case REPLICA -> notes.add("reads from replicas");
      case REPLICA_PREFERRED -> notes.add("reads from replicas, else the master");
      case ANY -> notes.add("reads from the master and replicas");
    }
    return notes;
  }
}

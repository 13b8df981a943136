package dev.joinall.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads one entry of {@code backends}.
 *
 * @param kinds by name
 * @param folder to which paths in the file are relative
 */
record BackendReader(Map<String, ? extends KindSyntax> kinds, Path folder, Problems problems) {
  private static final int MAX_CONNECTIONS = 10_000_000;

  Optional<BackendConfig> read(String name, Tree tree) {
    var fields = new Fields(tree, problems);
    // The kind determines the other allowed keys.
    return fields
        .required("kind", "one of " + String.join(", ", kinds.keySet()))
        .flatMap(it -> kindOfScheme(it).or(() -> fields.oneOf("kind", kinds)))
        .map(kind -> read(name, tree, fields, kind));
  }

  /**
   * Returns the kind whose address has this scheme, such as postgresql, and reports that the file
   * must name the kind.
   */
  private Optional<KindSyntax> kindOfScheme(Tree written) {
    String word = written instanceof Tree.Scalar scalar ? scalar.text() : "";
    if (!NearNames.nearest(word, kinds.keySet(), 1).isEmpty()) {
      return Optional.empty();
    }
    for (KindSyntax kind : kinds.values()) {
      if (!NearNames.nearest(word, kind.defaults().address().schemes(), 1).isEmpty()) {
        problems.add(
            written, "there is no kind \"" + word + "\"", "did you mean \"" + kind.name() + "\"?");
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private BackendConfig read(String name, Tree tree, Fields fields, KindSyntax kind) {
    List<URI> addresses = new AddressReader(kind, problems).read(fields);
    var pool = PoolConfig.read(fields, kind.defaults().pool());
    Duration timeout = fields.duration("timeout", kind.defaults().timeout());
    var guards = GuardsConfig.read(fields);
    int maxBody = fields.bytes("max-body", BackendConfig.DEFAULT_MAX_BODY);
    OptionalInt maxConnections = maxConnections(fields);
    boolean critical = fields.flag("critical", false);
    List<AddressRange> allowed =
        new AddressRangesReader(problems).read("allowed-addresses", fields);
    Optional<TlsConfig> tls =
        new TlsReader(kind, folder, problems).read(fields, addresses.getFirst());
    BackendOptions options = kind.options(fields);
    fields.done();
    return new BackendConfig(
        name,
        tree,
        kind.name(),
        addresses,
        pool,
        timeout,
        guards,
        timeout,
        maxBody,
        maxConnections,
        critical,
        allowed,
        tls,
        options);
  }

  private static OptionalInt maxConnections(Fields fields) {
    String key = "max-connections";
    return fields.tree(key).isPresent()
        ? OptionalInt.of(fields.count(key, 1, MAX_CONNECTIONS, MAX_CONNECTIONS))
        : OptionalInt.empty();
  }
}

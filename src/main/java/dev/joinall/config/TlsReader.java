package dev.joinall.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code tls} of a backend. Opens no file.
 *
 * @param folder the base of relative paths
 */
record TlsReader(KindSyntax kind, Path folder, Problems problems) {
  private static final String KEY = "tls";

  /** The name of a host without a trailing dot, which SNI does not allow (RFC 6066, 3). */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_-]{1,63}){0,20}");

  Optional<TlsConfig> read(Fields backend, URI address) {
    return backend.nested(KEY, "tls: { ca: certs/ca.pem }").map(tls -> read(backend, tls, address));
  }

  private TlsConfig read(Fields backend, Fields tls, URI address) {
    var read = new TlsConfig(file(tls, "ca"), file(tls, "cert"), file(tls, "key"), serverName(tls));
    tls.done();
    pair(tls);
    AddressRules rules = kind.defaults().address();
    boolean isKnown =
        Stream.of(rules.key(), rules.listKey())
            .flatMap(key -> backend.mapping().get(key).stream())
            .anyMatch(it -> !problems.hasProblemsAt(it));
    if (isKnown && !kind.usesTls(address)) {
      Tree written = backend.tree(KEY).orElseThrow();
      problems.add(
          written, "the address has no TLS, so there is no use for \"tls\"", kind.tlsHint());
    }
    return read.cert().isPresent() == read.key().isPresent()
        ? read
        : new TlsConfig(read.ca(), Optional.empty(), Optional.empty(), read.serverName());
  }

  private void pair(Fields tls) {
    tls.tree("cert")
        .filter(it -> tls.tree("key").isEmpty())
        .ifPresent(it -> problems.add(it, "a certificate needs its key", "write key: beside it"));
    tls.tree("key")
        .filter(it -> tls.tree("cert").isEmpty())
        .ifPresent(it -> problems.add(it, "a key needs its certificate", "write cert: beside it"));
  }

  private Optional<TlsConfig.File> file(Fields tls, String key) {
    return tls.constant(key).flatMap(text -> file(tls.tree(key).orElseThrow(), text));
  }

  private Optional<TlsConfig.File> file(Tree where, String text) {
    try {
      if (!text.isBlank()) {
        return Optional.of(new TlsConfig.File(where, folder.resolve(text).normalize()));
      }
    } catch (InvalidPathException e) {
      // reported below
    }
    problems.add(where, "expected the path of a file, got " + where.noun(), "");
    return Optional.empty();
  }

  private Optional<String> serverName(Fields tls) {
    String key = "server-name";
    Optional<String> name = tls.constant(key);
    name.filter(it -> !NAME.matcher(it).matches())
        .ifPresent(it -> {
          Tree written = tls.tree(key).orElseThrow();
          problems.add(
              written,
              "expected the name of a host, got " + written.noun(),
              "without a port, for example server-name: db.example.com");
        });
    return name;
  }
}

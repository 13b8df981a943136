package dev.joinall.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the address of a backend. Problems do not repeat it, because it may contain a password. */
final class AddressReader {
  private static final int MAX_PORT = 65_535;

  private static final Pattern NAMED_PORT = Pattern.compile("[^:]+:[A-Za-z].*");
  private static final Pattern VARIABLE = Pattern.compile("\\$[({]?[A-Za-z_][A-Za-z0-9_]*[)}]?");

  private final KindSyntax kind;
  private final AddressRules rules;
  private final String hint;
  private final Problems problems;

  AddressReader(KindSyntax kind, Problems problems) {
    this.kind = kind;
    this.rules = kind.defaults().address();
    this.hint = "for example " + rules.example();
    this.problems = problems;
  }

  /**
   * Returns the addresses, at least one. An invalid one is a problem; if none is valid, returns a
   * placeholder: the file can't be served, but the tasks of this backend are still checked.
   */
  List<URI> read(Fields fields) {
    List<URI> read =
        rules.listKey().isEmpty() || fields.tree(rules.listKey()).isEmpty()
            ? one(fields)
            : several(fields);
    return read.isEmpty() ? List.of(URI.create(rules.placeholder())) : read;
  }

  private List<URI> one(Fields fields) {
    return fields
        .required(rules.key(), hint)
        .flatMap(at -> fields.text(rules.key()).flatMap(text -> read(at, text)))
        .stream()
        .toList();
  }

  private List<URI> several(Fields fields) {
    String key = rules.listKey();
    fields
        .tree(rules.key())
        .ifPresent(it ->
            problems.add(it, "write " + rules.key() + " or " + key + ", not both", "delete one"));
    List<Tree> items = fields.items(key);
    if (items.isEmpty()) {
      problems.add(
          fields.tree(key).orElseThrow(),
          key + " is empty",
          "for example " + key + ": [" + rules.placeholder() + "]");
    }
    Map<String, URI> read = new LinkedHashMap<>();
    for (Tree item : items) {
      fields.text(item).flatMap(text -> read(item, text)).ifPresent(it -> addTo(read, it, item));
    }
    return List.copyOf(read.values());
  }

  private void addTo(Map<String, URI> read, URI address, Tree item) {
    String normal = address.getRawAuthority().toLowerCase(Locale.ROOT) + path(address);
    URI other = read.putIfAbsent(normal, address);
    if (other != null && other.getScheme().equals(address.getScheme())) {
      problems.add(item, "this address is written twice", "delete one");
    } else if (!differsInHost(read.values().iterator().next(), address)) {
      problems.add(
          item,
          "the addresses of " + rules.listKey() + " may differ in host and port only",
          "a backend has one scheme, one path and one user; write another backend for the rest");
    }
  }

  /** Whether two addresses differ only in host and port. */
  private static boolean differsInHost(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && path(one).equals(path(other))
        && Authority.required(one).login().equals(Authority.required(other).login());
  }

  private static String path(URI address) {
    String path = address.getRawPath();
    return path == null || path.equals("/") ? "" : path;
  }

  private Optional<URI> read(Tree tree, String text) {
    URI address;
    try {
      address = new URI(text);
    } catch (URISyntaxException e) {
      String help = text.contains("://") ? hint : startHint(text);
      return refused(tree, "this is not an address: " + e.getReason(), help);
    }
    if (address.getScheme() == null || !rules.schemes().contains(address.getScheme())) {
      String starts = String.join(":// or ", rules.schemes()) + "://";
      return refused(tree, "the address must start with " + starts, startHint(text));
    }
    Optional<URI> read = rules.severalHosts() ? Optional.of(address) : oneHost(tree, address);
    read.ifPresent(it -> kind.checkAddress(it, tree, problems));
    return read.filter(it -> !problems.hasProblemsAt(tree));
  }

  /** Returns a hint that does not repeat the address, because it may contain a password. */
  private String startHint(String text) {
    if (VARIABLE.matcher(text).matches()) {
      return "an environment variable is written ${env.NAME}";
    }
    return text.contains("://")
        ? hint
        : hint + "; write " + rules.schemes().getFirst() + ":// before the host";
  }

  private Optional<URI> oneHost(Tree tree, URI address) {
    Optional<Authority> authority = Authority.of(address);
    if (authority.isEmpty()) {
      String written = address.getRawAuthority();
      return written != null && NAMED_PORT.matcher(written).matches()
          ? refused(tree, "a port is a number from 1 to " + MAX_PORT, hint)
          : refused(tree, "the address names no host", hint);
    }
    int port = authority.get().port();
    if (port == 0 || port > MAX_PORT) {
      return refused(tree, "a port is a number from 1 to " + MAX_PORT, hint);
    }
    return Optional.of(address);
  }

  private Optional<URI> refused(Tree tree, String message, String help) {
    problems.add(tree, message, help);
    return Optional.empty();
  }
}

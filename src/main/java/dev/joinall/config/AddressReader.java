package dev.joinall.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/** Reads where a backend is. What an address says is not repeated: it may hold a password. */
final class AddressReader {
  private static final int LAST_PORT = 65_535;

  private final Kind kind;
  private final String key;
  private final String hint;
  private final Problems problems;

  AddressReader(Kind kind, Problems problems) {
    this.kind = kind;
    this.key = kind == Kind.HTTP ? "url" : "uri";
    this.hint = "for example " + key + ": " + schemes(kind).getFirst() + "://localhost";
    this.problems = problems;
  }

  /**
   * Where it can't be used, that is a problem and another address stands in: the file won't be
   * served, but the tasks of this backend can be looked at.
   */
  URI read(Fields fields) {
    return fields
        .required(key, hint)
        .flatMap(at -> fields.text(key).flatMap(text -> read(at, text)))
        .orElseGet(() -> URI.create(schemes(kind).getFirst() + "://localhost"));
  }

  private Optional<URI> read(Tree tree, String text) {
    URI address;
    try {
      address = new URI(text);
    } catch (URISyntaxException e) {
      return refused(tree, "this is not an address: " + e.getReason(), hint);
    }
    List<String> schemes = schemes(kind);
    if (address.getScheme() == null || !schemes.contains(address.getScheme())) {
      String starts = String.join(":// or ", schemes) + "://";
      return refused(tree, "the address must start with " + starts, hint);
    }
    if (!address.isOpaque()) {
      checkOptions(tree, address);
    }
    // It may name several hosts, which only the driver can read.
    return kind == Kind.MONGO ? Optional.of(address) : oneHost(tree, address);
  }

  private void checkOptions(Tree tree, URI address) {
    var options = new AddressOptions(tree, problems);
    switch (kind) {
      case MONGO -> options.checkMongo(address);
      case SMTP -> options.checkSmtp(address);
      case HTTP, REDIS -> {}
    }
  }

  private Optional<URI> oneHost(Tree tree, URI address) {
    if (address.getHost() == null) {
      String authority = address.getRawAuthority();
      boolean underscore = authority != null && authority.contains("_");
      return refused(
          tree,
          "the address names no host",
          underscore ? "the name of a host can't have an underscore, use a dash" : hint);
    }
    if (address.getPort() == 0 || address.getPort() > LAST_PORT) {
      return refused(tree, "a port is a number from 1 to " + LAST_PORT, hint);
    }
    return kind == Kind.HTTP ? withoutOptions(tree, address) : Optional.of(address);
  }

  /** What would not be sent must not look as if it was. */
  private Optional<URI> withoutOptions(Tree tree, URI address) {
    if (address.getRawUserInfo() != null) {
      return refused(
          tree,
          "the url of an API has no user or password",
          "leave it out, and send headers: { authorization: \"Basic ${env.API_LOGIN}\" }");
    }
    if (address.getRawQuery() != null) {
      return refused(
          tree, "the url of an API has no query", "write arguments under query: of each task");
    }
    if (address.getRawFragment() != null) {
      return refused(tree, "the url of an API has no fragment", "leave out the # and what follows");
    }
    return Optional.of(address);
  }

  private Optional<URI> refused(Tree tree, String message, String help) {
    problems.add(tree, message, help);
    return Optional.empty();
  }

  private static List<String> schemes(Kind kind) {
    return switch (kind) {
      case HTTP -> List.of("http", "https");
      case MONGO -> List.of("mongodb", "mongodb+srv");
      case REDIS -> List.of("redis", "rediss");
      case SMTP -> List.of("smtp", "smtps");
    };
  }
}

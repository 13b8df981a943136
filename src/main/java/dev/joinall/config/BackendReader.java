package dev.joinall.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one entry of {@code backends}. */
final class BackendReader {
  private final Problems problems;

  BackendReader(Problems problems) {
    this.problems = problems;
  }

  Optional<BackendConfig> read(String name, Tree tree) {
    var fields = new Fields(tree, problems);
    Optional<Tree> written = fields.required("kind", "one of http, mongo, redis, smtp");
    Kind kind = fields.oneOf("kind", Kind.class, Kind.HTTP);
    if (written.isEmpty() || problems.concern(written.get())) {
      return Optional.empty(); // which keys it may have, only its kind tells
    }
    var backend =
        new BackendConfig(
            name,
            tree,
            address(fields, kind),
            PoolConfig.read(fields, kind),
            GuardsConfig.read(fields, kind),
            fields.bytes("max-body", BackendConfig.DEFAULT_MAX_BODY),
            own(fields, kind));
    fields.done();
    return Optional.of(backend);
  }

  private BackendConfig.Own own(Fields fields, Kind kind) {
    return switch (kind) {
      case HTTP -> new BackendConfig.Http(headers(fields));
      case MONGO -> {
        fields.required("database", "name the database, for example database: shop");
        yield new BackendConfig.Mongo(fields.text("database").orElse(""));
      }
      case REDIS -> new BackendConfig.Redis();
      case SMTP -> new BackendConfig.Smtp();
    };
  }

  private static Map<String, String> headers(Fields fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    fields
        .nested("headers")
        .ifPresent(written ->
            written
                .mapping()
                .entries()
                .keySet()
                .forEach(name -> written.text(name).ifPresent(value -> headers.put(name, value))));
    return headers;
  }

  private URI address(Fields fields, Kind kind) {
    String key = kind == Kind.HTTP ? "url" : "uri";
    List<String> schemes = schemes(kind);
    String hint = "for example " + key + ": " + schemes.getFirst() + "://localhost";
    Optional<Tree> tree = fields.required(key, hint);
    // Stands in where there is a problem with the real one, which keeps anyone from calling it.
    var nowhere = URI.create(schemes.getFirst() + "://localhost");
    if (tree.isEmpty() || problems.concern(tree.get())) {
      return nowhere;
    }
    Optional<String> text = fields.text(key);
    if (text.isEmpty()) {
      return nowhere;
    }
    try {
      var address = new URI(text.get());
      if (address.getScheme() == null || !schemes.contains(address.getScheme())) {
        String start = String.join(":// or ", schemes) + "://";
        problems.add(tree.get(), "the address must start with " + start, hint);
      } else if (kind == Kind.HTTP && address.getHost() == null) {
        problems.add(tree.get(), "the address names no host", hint);
      } else {
        return address;
      }
    } catch (URISyntaxException e) {
      problems.add(tree.get(), "this is not an address: " + e.getReason(), hint);
    }
    return nowhere;
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

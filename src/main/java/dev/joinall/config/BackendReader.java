package dev.joinall.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads one entry of {@code backends}. */
final class BackendReader {
  private static final int MOST_CONNECTIONS = 10_000_000;

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
    URI address = new AddressReader(kind, problems).read(fields);
    var pool = PoolConfig.read(fields, kind);
    var guards = GuardsConfig.read(fields, kind);
    int maxBody = fields.bytes("max-body", BackendConfig.DEFAULT_MAX_BODY);
    OptionalInt maxConnections = maxConnections(fields);
    boolean critical = fields.flag("critical", false);
    BackendConfig.Own own = own(fields, kind);
    fields.done();
    return Optional.of(
        new BackendConfig(
            name,
            tree,
            address,
            pool,
            guards,
            guards.timeout(),
            maxBody,
            maxConnections,
            critical,
            own));
  }

  private static OptionalInt maxConnections(Fields fields) {
    String key = "max-connections";
    return fields.tree(key).isPresent()
        ? OptionalInt.of(fields.count(key, 1, MOST_CONNECTIONS, MOST_CONNECTIONS))
        : OptionalInt.empty();
  }

  private BackendConfig.Own own(Fields fields, Kind kind) {
    return switch (kind) {
      case HTTP ->
          new BackendConfig.Http(
              headers(fields),
              fields.flag("compress", false),
              fields.flag("http2", false),
              deadlineHeader(fields));
      case MONGO -> {
        fields.required("database", "name the database, for example database: shop");
        yield new BackendConfig.Mongo(fields.text("database").orElse(""));
      }
      case REDIS -> new BackendConfig.Redis();
      case SMTP -> new BackendConfig.Smtp();
    };
  }

  private Optional<String> deadlineHeader(Fields fields) {
    Map<String, Tree> written = new LinkedHashMap<>();
    fields
        .text("deadline-header")
        .ifPresent(name -> fields.tree("deadline-header").ifPresent(it -> written.put(name, it)));
    return HeaderRules.checked(written, HeaderRules.OWN, problems).keySet().stream().findFirst();
  }

  private Map<String, String> headers(Fields fields) {
    Optional<Fields> written = fields.nested("headers");
    if (written.isEmpty()) {
      return Map.of();
    }
    Map<String, Tree> good =
        HeaderRules.checked(written.get().mapping().entries(), HeaderRules.FRAMING, problems);
    Map<String, String> headers = new LinkedHashMap<>();
    good.keySet()
        .forEach(name -> written.get().text(name).ifPresent(value -> headers.put(name, value)));
    return headers;
  }
}

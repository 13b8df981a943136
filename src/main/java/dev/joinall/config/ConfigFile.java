package dev.joinall.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Reads {@code joinall.yaml} into a {@link Config}. */
public final class ConfigFile {
  private static final String INFO = "info";
  private static final String VERSION = "version";

  /** The version of the file format. */
  private static final long THIS_VERSION = 1;

  private static final int MAX_BACKENDS = 1_000;
  private static final int MAX_AGGREGATIONS = 5_000;

  private static final String MORE_FILES = "split it into several files, one for each server";

  private ConfigFile() {}

  /**
   * Loads the text of the file. Blocks; a pipe may take some seconds.
   *
   * @throws ConfigException with a hint, if the file can't be read
   */
  public static Source load(Path path) {
    return FileText.source(path, FileText.bytes(path));
  }

  /** Whether the file can be read repeatedly; false for a pipe. */
  public static boolean isRegular(Path path) {
    return FileText.isRegular(path);
  }

  /**
   * Reads the file again; opens only a regular file.
   *
   * @throws ConfigException if it is not a regular file now, or can't be read
   */
  public static byte[] reload(Path path) {
    if (!FileText.isRegular(path)) {
      throw new ConfigException(
          path + " is not a regular file now. Put the file back in its place.");
    }
    return FileText.bytes(path);
  }

  /**
   * Decodes the bytes of {@link #reload}.
   *
   * @throws ConfigException if they are not valid text
   */
  public static Source source(Path path, byte[] bytes) {
    return FileText.source(path, bytes);
  }

  /**
   * Reads as much as possible and reports all errors as problems.
   *
   * @param kinds of backends, by name
   * @param environment replaces {@code ${env.NAME}} in the backends
   */
  public static Config read(
      Source source,
      Map<String, ? extends KindSyntax> kinds,
      BiFunction<Tree, Problems, Tree> environment,
      Problems problems) {
    var yaml = new YamlReader(problems);
    Tree root = yaml.read(source).orElseGet(() -> Tree.Mapping.empty(Position.START, ""));
    if (!problems.isEmpty() || !isOfThisVersion(root, problems)) {
      var info = Tree.Mapping.empty(Position.START, INFO);
      return new Config(source, info, Optional.empty(), Optional.empty(), Map.of(), Map.of());
    }
    var fields = new Fields(root, problems);
    var _ = fields.tree(VERSION);
    Map<String, Tree> written = fields.entries("backends");
    Map<String, BackendConfig> backends =
        each(
            fields.entries("backends", MAX_BACKENDS, MORE_FILES),
            (name, tree) -> backend(name, tree, source, kinds, environment, problems));
    fields.required("aggregations", "declare at least one aggregation, with a route and tasks");
    Map<String, Tree> declared = fields.entries("aggregations", MAX_AGGREGATIONS, MORE_FILES);
    var tasks = new TaskReader(kinds, backends, written.keySet(), declared.keySet(), problems);
    Optional<SecurityConfig> security =
        fields
            .tree("security")
            .map(it ->
                expanded(
                    it, environment, problems, (tree, own) -> new SecurityReader(own).read(tree)));
    Optional<RequestLimitConfig> limit =
        fields
            .nested("rate-limit", "rate-limit: { permits: 100, per: 1m }")
            .map(RequestLimitConfig::read);
    Optional<CorsConfig> cors =
        fields.nested("cors", "cors: { origins: [\"https://shop.test\"] }").map(CorsConfig::read);
    var access =
        new AccessReader(security.map(it -> names(it.where())).orElse(null), cors, problems);
    var reader = new AggregationReader(tasks, access, problems);
    Map<String, AggregationConfig> aggregations = each(declared, reader::read);
    reader.checkUses(aggregations.values());
    Tree.Mapping info =
        fields
            .nested(INFO)
            .map(InfoReader::read)
            .orElseGet(() -> Tree.Mapping.empty(Position.START, INFO));
    fields.done();
    yaml.warnings().stream().filter(it -> !problems.hasProblemsAt(it.at())).forEach(problems::add);
    return new Config(
        source,
        info,
        security,
        limit,
        withLongestCalls(backends, aggregations.values()),
        aggregations);
  }

  /**
   * Reports no other problems of a file with another version, because its keys may have other
   * meanings.
   */
  private static boolean isOfThisVersion(Tree root, Problems problems) {
    Optional<Tree> written =
        root instanceof Tree.Mapping mapping ? mapping.get(VERSION) : Optional.empty();
    Object version =
        written.isEmpty()
            ? THIS_VERSION
            : written.get() instanceof Tree.Scalar scalar ? scalar.value() : null;
    if (Long.valueOf(THIS_VERSION).equals(version)) {
      return true;
    }
    boolean isNewer = version instanceof Long number && number > THIS_VERSION;
    problems.add(
        written.get(),
        isNewer
            ? "the file is of version " + version + ", and this server reads version 1"
            : "expected 1, got " + written.get().noun(),
        isNewer
            ? "use a newer Joinall"
            : "it is the version of the file's format; that of the API is info: { version: ... }");
    return false;
  }

  /**
   * Sets the time limit of each driver: it applies to all calls, so it must be the longest timeout
   * of the tasks.
   */
  private static Map<String, BackendConfig> withLongestCalls(
      Map<String, BackendConfig> backends, Collection<AggregationConfig> aggregations) {
    Map<String, BackendConfig> updated = new LinkedHashMap<>();
    backends.forEach((name, backend) ->
        updated.put(
            name,
            backend.withLongestCall(
                aggregations.stream()
                    .flatMap(it -> it.tasks().values().stream())
                    .filter(task -> task.backend().filter(name::equals).isPresent())
                    .flatMap(task -> task.timeout().stream()))));
    return updated;
  }

  private static Optional<BackendConfig> backend(
      String name,
      Tree tree,
      Source source,
      Map<String, ? extends KindSyntax> kinds,
      BiFunction<Tree, Problems, Tree> environment,
      Problems problems) {
    return expanded(
        tree,
        environment,
        problems,
        (it, own) -> new BackendReader(kinds, source.folder(), own).read(name, it));
  }

  /** The names of declared callers, including those with errors. */
  private static Set<String> names(Tree security) {
    return security instanceof Tree.Mapping mapping
            && mapping.get("callers").orElse(null) instanceof Tree.Mapping callers
        ? callers.entries().keySet()
        : Set.of();
  }

  /** If a variable can't be expanded, reports only this error, and no error of the value. */
  private static <T> T expanded(
      Tree tree,
      BiFunction<Tree, Problems, Tree> environment,
      Problems problems,
      BiFunction<Tree, Problems, T> reader) {
    var expanding = new Problems();
    var reading = new Problems();
    T read = reader.apply(environment.apply(tree, expanding), reading);
    Set<String> unexpanded =
        expanding.all().stream().map(Problem::path).collect(Collectors.toSet());
    problems.addAll(expanding.all());
    problems.addAll(reading.all().stream().filter(it -> !unexpanded.contains(it.path())).toList());
    return read;
  }

  private static <T> Map<String, T> each(
      Map<String, Tree> written, BiFunction<String, Tree, Optional<T>> reader) {
    Map<String, T> read = new LinkedHashMap<>();
    written.forEach((name, tree) -> reader.apply(name, tree).ifPresent(it -> read.put(name, it)));
    return read;
  }
}

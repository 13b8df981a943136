package dev.joinall.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  private ConfigFile() {}

  /** The text of the file; a {@link ConfigException} says what to do where it can't be read. */
  public static Source load(Path path) {
    try {
      return new Source(path.toString(), Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "There is no file " + path + ". Name one by --config or JOINALL_CONFIG.", e);
    } catch (CharacterCodingException e) {
      throw new ConfigException("The file " + path + " is not UTF-8 text.", e);
    } catch (IOException e) {
      throw new ConfigException("The file " + path + " can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads as much as can be read; what can't is among the problems.
   *
   * @param environment replaces {@code ${env.NAME}} in the backends
   */
  public static Config read(
      Source source, BiFunction<Tree, Problems, Tree> environment, Problems problems) {
    Tree root =
        new YamlReader(problems)
            .read(source)
            .orElseGet(() -> Tree.Mapping.empty(Position.START, ""));
    if (!problems.isEmpty()) {
      var info = Tree.Mapping.empty(Position.START, INFO);
      return new Config(source, info, Map.of(), Map.of());
    }
    var fields = new Fields(root, problems);
    Map<String, Tree> written = fields.entries("backends");
    Map<String, BackendConfig> backends =
        each(written, (name, tree) -> backend(name, tree, environment, problems));
    fields.required("aggregations", "declare at least one aggregation, with a route and tasks");
    Map<String, Tree> declared = fields.entries("aggregations");
    var reader = new AggregationReader(backends, written.keySet(), declared.keySet(), problems);
    Map<String, AggregationConfig> aggregations = each(declared, reader::read);
    reader.checkUses(aggregations.values());
    Tree.Mapping info =
        fields
            .nested(INFO)
            .map(InfoReader::read)
            .orElseGet(() -> Tree.Mapping.empty(Position.START, INFO));
    fields.done();
    return new Config(source, info, lasting(backends, aggregations.values()), aggregations);
  }

  /** A driver is told once how long a call may take: as long as the task with the most time. */
  private static Map<String, BackendConfig> lasting(
      Map<String, BackendConfig> backends, Collection<AggregationConfig> aggregations) {
    Map<String, BackendConfig> lasting = new LinkedHashMap<>();
    backends.forEach((name, backend) ->
        lasting.put(
            name,
            backend.lasting(
                aggregations.stream()
                    .flatMap(it -> it.tasks().values().stream())
                    .filter(task -> task.backend().filter(name::equals).isPresent())
                    .flatMap(task -> task.guards().timeout().stream()))));
    return lasting;
  }

  /** Of a place that could not be expanded, only that is told. */
  private static Optional<BackendConfig> backend(
      String name, Tree tree, BiFunction<Tree, Problems, Tree> environment, Problems problems) {
    var expanding = new Problems();
    var reading = new Problems();
    Optional<BackendConfig> read =
        new BackendReader(reading).read(name, environment.apply(tree, expanding));
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

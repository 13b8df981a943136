package dev.joinall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Batch;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Kinds;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.config.TaskConfig;
import dev.joinall.guard.BackendGuards;
import dev.joinall.json.Json;
import dev.joinall.template.Budget;
import dev.joinall.template.Scope;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Templates;
import dev.joinall.template.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One backend and its steps, declared as in the file. Expressions may read {@code body}, which is
 * any JSON.
 */
public final class StepFixture implements AutoCloseable {
  private static final Duration DEADLINE = Patience.of(Duration.ofSeconds(10));

  private static final Trace TRACE =
      Trace.continued("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "01", "", "")
          .sampled("01", false);

  private final String backendYaml;
  private final Hub hub;
  private final Map<String, Kind> kinds;
  private final BackendConfig config;
  private final Backend backend;
  private final SymbolTable symbols = new SymbolTable();
  private final int body = symbols.root(SymbolTable.BODY, SymbolTable.Type.ANY);

  /**
   * Opens a backend.
   *
   * @param yaml its declaration, such as {@code {kind: redis, uri: "redis://localhost:6379"}}
   */
  public StepFixture(String yaml, Hub hub, BiFunction<BackendConfig, Hub, Backend> kind) {
    this(yaml, "value: 1", hub, kind);
  }

  /**
   * Opens a backend whose file has a task.
   *
   * @param task all of its keys
   */
  public StepFixture(
      String yaml, String task, Hub hub, BiFunction<BackendConfig, Hub, Backend> kind) {
    this(yaml, task, hub, Kinds.installed(Map.of()).byName(), kind);
  }

  /**
   * Opens a backend of a kind that need not be installed.
   *
   * @param task all keys of a task in the file
   */
  public StepFixture(String yaml, String task, Hub hub, Kind kind) {
    this(yaml, task, hub, Map.of(kind.name(), kind), kind::open);
  }

  private StepFixture(
      String yaml,
      String task,
      Hub hub,
      Map<String, Kind> kinds,
      BiFunction<BackendConfig, Hub, Backend> open) {
    this.backendYaml = Patience.stretch(yaml);
    this.hub = hub;
    this.kinds = kinds;
    this.config = read(task).backends().get("it");
    this.backend = open.apply(config, hub);
  }

  public Backend backend() {
    return backend;
  }

  /**
   * The step of a task with the backend's guards.
   *
   * @param task its keys without {@code backend}, in flow style: {@code command: [GET, a]}
   */
  public Step step(String task) {
    var problems = new Problems();
    Step step = step(task, problems);
    assertThat(problems.all()).isEmpty();
    return step;
  }

  private Step step(String yaml, Problems problems) {
    TaskConfig task = read("backend: it, " + yaml).aggregations().get("a").tasks().get("t");
    Step call = backend.prepare((BackendCall) task.operation(), new Templates(symbols, problems));
    return new BackendGuards(config, hub.scheduler())
        .of(task, Optional.empty())
        .around(call, Optional.empty());
  }

  /** The problems of a task. */
  public List<Problem> problemsOf(String task) {
    var problems = new Problems();
    var _ = step(task, problems);
    return problems.all();
  }

  /** Results of one call for these bodies, if the task's step is a batch. */
  public List<Batch.Result> batch(String task, List<Json> bodies) {
    var problems = new Problems();
    TaskConfig config = read("backend: it, " + task).aggregations().get("a").tasks().get("t");
    Step step = backend.prepare((BackendCall) config.operation(), new Templates(symbols, problems));
    return call((Batch<?>) step, bodies);
  }

  private <K> List<Batch.Result> call(Batch<K> batch, List<Json> bodies) {
    List<K> keys = bodies.stream().flatMap(it -> batch.key(scope(it)).stream()).toList();
    return batch.call(keys, scope(Json.NULL)).blockOptional(DEADLINE).orElseThrow();
  }

  /** A new request with this body. */
  public Scope scope(Json value) {
    return scope(value, DEADLINE);
  }

  /** The same, with this time left. */
  public Scope scope(Json value, Duration left) {
    Scope scope = scope(left);
    scope.set(body, value);
    return scope;
  }

  /** A new request with this time left. */
  public Scope scope(Duration left) {
    return new Scope(
        symbols.slots(),
        System::nanoTime,
        System.nanoTime() + left.toNanos(),
        TRACE,
        Budget.standard());
  }

  /** Runs the step of a task; empty if the value is absent. */
  public Optional<Json> run(String task) {
    return run(task, Json.NULL);
  }

  public Optional<Json> run(String task, Json value) {
    return step(task).run(scope(value)).blockOptional(DEADLINE);
  }

  private Config read(String task) {
    String yaml =
        "backends: { it: "
            + backendYaml
            + " }\naggregations: { a: { route: POST /a, tasks: { t: { "
            + task
            + " } } } }";
    var problems = new Problems();
    Config read = ConfigFile.read(new Source("test", yaml), kinds, (tree, p) -> tree, problems);
    assertThat(problems.all()).as(yaml).isEmpty();
    return read;
  }

  @Override
  public void close() {
    backend.close();
    hub.release(config);
  }
}

package dev.joinall.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One task of an aggregation.
 *
 * @param backend the name; empty for an operation without a backend
 * @param when the task is skipped if this is false
 * @param needs tasks that must have succeeded first, with or without a value
 * @param required whether the response fails without this task's value
 * @param expect a value for which this is false is malformed
 * @param schema a JSON Schema (2020-12); a value that does not match it is malformed
 * @param timeout of one attempt, in place of its backend's
 * @param guards in place of its backend's
 * @param reuse of known values
 * @param fallback the value if the task failed or has none
 * @param pass statuses of the backend that become the status of the response, with their body
 * @param hidden whether the response omits it
 * @param idempotent whether the effect may be repeated
 * @param safe declares that the operation changes no state, despite its verb
 * @param forEach set if the task runs once for each item of a list
 * @param session the session that it shares with other tasks at its backend; empty if it has none
 */
@Internal
public record TaskConfig(
    String name,
    Tree where,
    Optional<String> backend,
    Operation operation,
    Optional<Tree> when,
    List<Tree> needs,
    boolean required,
    Optional<Tree> expect,
    Optional<Tree.Mapping> schema,
    Optional<Duration> timeout,
    GuardsConfig guards,
    ReuseConfig reuse,
    Optional<Tree> fallback,
    Set<Integer> pass,
    boolean hidden,
    boolean idempotent,
    boolean safe,
    Optional<ForEachConfig> forEach,
    Optional<SessionMode> session) {

  public TaskConfig {
    needs = List.copyOf(needs);
    pass = Set.copyOf(pass);
  }

  /** Whether its result is streamed as the whole response. */
  public boolean streams() {
    return operation instanceof BackendCall call && call.streams();
  }

  /** Returns a copy in a session, in which the calls run one after the other. */
  TaskConfig in(SessionMode mode) {
    return new TaskConfig(
        name,
        where,
        backend,
        operation,
        when,
        needs,
        required,
        expect,
        schema,
        timeout,
        guards,
        reuse,
        fallback,
        pass,
        hidden,
        idempotent,
        safe,
        forEach.map(ForEachConfig::oneByOne),
        Optional.of(mode));
  }

  /** Whether its calls are part of a transaction of the request. */
  public boolean isInTransaction() {
    return session.filter(it -> it == SessionMode.TRANSACTION).isPresent();
  }

  public boolean effect() {
    return operation.effect() && !safe;
  }
}

package dev.joinall.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One task of an aggregation.
 *
 * @param backend its name; empty for an operation without a backend
 * @param when the task is skipped if this is false
 * @param needs tasks that must succeed first, with or without a value
 * @param required whether the aggregation fails without this task's value
 * @param expect if this is false for the value, the value is malformed
 * @param schema a JSON Schema (2020-12); a value that does not match it is malformed
 * @param timeout of one attempt; overrides the backend's
 * @param guards override the backend's
 * @param fallback the value if the task fails or has none
 * @param hidden whether the response omits the task
 * @param idempotent whether the effect may be repeated
 * @param safe declares that the operation changes nothing, despite its verb
 * @param forEach set if the task runs once for each item of a list
 */
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
    Optional<Tree> fallback,
    boolean hidden,
    boolean idempotent,
    boolean safe,
    Optional<ForEachConfig> forEach) {

  public boolean effect() {
    return operation.effect() && !safe;
  }
}

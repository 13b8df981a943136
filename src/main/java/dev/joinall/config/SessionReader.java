package dev.joinall.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the tasks of an aggregation that share a session, and reports declarations that a session
 * does not allow.
 */
record SessionReader(
    Map<String, ? extends KindSyntax> kinds,
    Map<String, BackendConfig> backends,
    Problems problems) {

  /**
   * Returns the tasks, each with its session if its backend supports sessions. A transaction
   * applies to the one backend with writes; other backends have a causal session.
   *
   * @param where the word in the file
   */
  Map<String, TaskConfig> join(Tree where, SessionMode mode, Map<String, TaskConfig> tasks) {
    List<TaskConfig> sharing = tasks.values().stream().filter(this::hasSession).toList();
    if (sharing.isEmpty()) {
      problems.add(where, "no task has a backend with sessions", "kinds that have them: " + able());
      return tasks;
    }
    List<String> written =
        sharing.stream()
            .filter(TaskConfig::effect)
            .map(it -> it.backend().orElseThrow())
            .distinct()
            .toList();
    if (mode == SessionMode.TRANSACTION && written.size() != 1) {
      reportWriters(where, written);
    }
    Map<String, TaskConfig> joined = new LinkedHashMap<>(tasks);
    for (TaskConfig task : sharing) {
      boolean commits =
          mode == SessionMode.TRANSACTION && written.contains(task.backend().orElseThrow());
      SessionMode its = commits ? SessionMode.TRANSACTION : SessionMode.CAUSAL;
      check(task, its);
      joined.put(task.name(), task.in(its));
    }
    return joined;
  }

  private boolean hasSession(TaskConfig task) {
    return task.operation() instanceof BackendCall
        && kind(task).filter(KindSyntax::hasSessions).isPresent();
  }

  private Optional<KindSyntax> kind(TaskConfig task) {
    return task.backend()
        .map(backends::get)
        .flatMap(it -> Optional.<KindSyntax>ofNullable(kinds.get(it.kind())));
  }

  private String able() {
    return kinds.values().stream()
        .filter(KindSyntax::hasSessions)
        .map(KindSyntax::name)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private void reportWriters(Tree where, List<String> written) {
    if (written.isEmpty()) {
      problems.add(
          where, "nothing is written, so there is nothing to commit", "write session: causal");
    } else {
      problems.add(
          where,
          "a transaction has one backend, and tasks write to "
              + written.stream().map(it -> '"' + it + '"').collect(Collectors.joining(" and ")),
          "let another aggregation do one of them");
    }
  }

  private void check(TaskConfig task, SessionMode mode) {
    if (task.operation() instanceof BackendCall call) {
      kind(task).ifPresent(it -> it.checkSession(call, mode, problems));
    }
    if (task.guards().hedge().isPresent()) {
      problems.add(
          task.where().placeOf("hedge"),
          "a hedge runs two calls at the same time, and a session one after the other",
          "remove \"hedge\"");
    }
    if (task.reuse().cache().isPresent()) {
      problems.add(
          task.where().placeOf("cache"),
          "a cached value was not read in the session, so it may be older than a write before it",
          "remove \"cache\"");
    }
    if (mode == SessionMode.TRANSACTION && task.guards().retry().isPresent()) {
      problems.add(
          task.where().placeOf("retry"),
          "a call that failed ends the transaction, so it can't be repeated in it",
          "remove \"retry\"; the caller may repeat the request");
    }
  }
}

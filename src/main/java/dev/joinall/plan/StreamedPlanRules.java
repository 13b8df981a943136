package dev.joinall.plan;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.JoinConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.SymbolTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reports options that an aggregation with a stream can't have, because a stream is passed on once,
 * as it arrives.
 */
record StreamedPlanRules(AggregationConfig config, TaskNames names, Problems problems) {
  /** Options that repeat a call, inspect its value, or replace it. */
  private static final List<String> NEVER =
      List.of("retry", "hedge", "fallback", "expect", "schema", "for-each");

  /** The same for an upload, whose answer is an ordinary value. */
  private static final List<String> NEVER_WITH_UPLOAD = List.of("retry", "hedge", "for-each");

  /** Headers that belong to the bytes, and come with them. */
  private static final List<String> OF_THE_BYTES =
      List.of(
          "accept-ranges",
          "content-encoding",
          "content-range",
          "content-type",
          "etag",
          "last-modified");

  /**
   * Called when all parts of the file are compiled.
   *
   * @param bodySlot the slot of the request's body
   */
  void check(List<Task> tasks, AnswerPlan answer, Optional<Integer> bodySlot) {
    for (Task task : tasks) {
      TaskConfig written = config.tasks().get(task.name());
      if (written != null && written.streams()) {
        checkDown(written, task);
      } else if (written != null && task.uploads()) {
        forbid(written, NEVER_WITH_UPLOAD, "a body that is passed on as it arrives is sent once");
      }
    }
    if (answer.streamed()) {
      checkAnswer();
    }
    bodySlot.filter(it -> !names.everywhere().isNamed(it)).ifPresent(it -> rejectUnreadBody());
    boolean streams = answer.streamed() || bodySlot.isPresent();
    if (streams && config.route().isEmpty()) {
      problems.add(
          config.where(),
          "a stream is for clients, and \"" + config.name() + "\" has no route",
          "write a route, and no task that runs it");
    }
  }

  private void checkDown(TaskConfig written, Task task) {
    forbid(written, NEVER, "a stream is passed on once, as it arrives");
    written
        .when()
        .ifPresent(it ->
            problems.add(
                it,
                "a stream is the whole answer, so \"when\" can't skip its task",
                "use refuse: to reject a request"));
    if (!names.everywhere().isNamed(task.valueSlot())) {
      problems.add(
          written.operation().where(),
          "nothing reads the stream of \"" + task.name() + "\"",
          "write respond: { body: \"${tasks." + task.name() + "}\" }");
    }
  }

  private void forbid(TaskConfig task, List<String> keys, String why) {
    for (String key : keys) {
      if (task.where() instanceof Tree.Mapping mapping) {
        mapping
            .get(key)
            .ifPresent(it -> problems.add(it, why + ", so it has no \"" + key + "\"", "remove it"));
      }
    }
  }

  private void checkAnswer() {
    if (!(config.join().mode() instanceof JoinConfig.All)) {
      reject("join", "a stream is the whole answer, so every task is joined before it");
    }
    if (config.stream()) {
      reject("stream", "an answer that is passed on has no events");
    }
    config
        .respond()
        .met()
        .status()
        .ifPresent(it ->
            problems.add(
                it, "the status comes with the stream", "remove it; \"accept\" restricts it"));
    config
        .respond()
        .met()
        .headers()
        .forEach((name, tree) -> {
          if (OF_THE_BYTES.contains(name.toLowerCase(Locale.ROOT))) {
            problems.add(tree, "the header " + name + " comes with the stream", "remove it");
          }
        });
  }

  private void reject(String key, String why) {
    problems.add(config.where().placeOf(key), why, "remove \"" + key + "\"");
  }

  private void rejectUnreadBody() {
    problems.add(
        config.input().body().<Tree>map(it -> it).orElse(config.where()),
        "no task reads the stream of the body",
        "write body: \"${" + SymbolTable.BODY + "}\" at one task of an API");
  }
}

package dev.joinall.explain;

import dev.joinall.config.BackendCall;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;

/**
 * Warns of texts in tasks, the answer and refusals that are probably meant as something else. Each
 * call checks its own texts.
 */
final class TextInstead implements Warnings.Check {
  @Override
  public void check(Explanation explanation, Problems found) {
    var texts = new TextWarnings(explanation.config(), found);
    explanation.config().tasks().values().forEach(it -> check(it, texts));
    RespondConfig respond = explanation.config().respond();
    check(respond.met(), texts);
    respond.unmet().values().forEach(it -> check(it, texts));
    explanation.config().refusals().forEach(it -> it.body().ifPresent(texts::json));
  }

  private static void check(TaskConfig task, TextWarnings texts) {
    switch (task.operation()) {
      case BackendCall call -> call.warn(texts);
      case Operation.Value(Tree value) -> structure(value, texts);
      case Operation.Aggregation called -> {
        called.path().values().forEach(texts::value);
        called.query().values().forEach(texts::value);
        called.header().values().forEach(texts::value);
        called.body().ifPresent(texts::value);
      }
    }
    task.fallback().ifPresent(it -> structure(it, texts));
  }

  private static void check(RespondConfig.Made made, TextWarnings texts) {
    texts.message(made.headers(), made.body());
  }

  private static void structure(Tree value, TextWarnings texts) {
    texts.json(value);
    texts.value(value);
  }
}

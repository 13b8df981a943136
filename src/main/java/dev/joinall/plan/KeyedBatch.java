package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A step that is written for many items: it reads their keys, and answers for all of them. Whose an
 * element is, is told by the text of its key; of several for one key the first counts, and others
 * than those asked for are not looked at.
 *
 * @param key of an item
 * @param by the member of an element that holds its key; where empty, the answer is no list but an
 *     object with a member for each key
 * @param keysSlot where the step finds the keys, a list
 */
record KeyedBatch(Step step, Template key, Optional<String> by, int max, int keysSlot)
    implements Batch<Json> {

  @Override
  public String word() {
    return SymbolTable.KEYS;
  }

  /** The step can't be run for an item. */
  @Override
  public int min() {
    return 1;
  }

  @Override
  public Optional<Json> key(Scope item) {
    Json made = key.render(item);
    return switch (made.kind()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(made);
      case NULL, OBJECT, ARRAY ->
          throw new InvalidExpression("the key of an item must be a text, a number or a boolean");
    };
  }

  @Override
  public Mono<List<Result>> call(List<Json> keys, Scope scope) {
    var list = new JsonWriter(256).beginArray();
    keys.forEach(list::json);
    return step.run(scope.with(keysSlot, list.endArray().toJson()))
        .map(this::elements)
        .defaultIfEmpty(text -> null)
        .map(elements -> keys.stream().map(it -> result(elements.apply(it.text()))).toList());
  }

  private static Result result(@Nullable Json element) {
    return element == null ? new Absent() : new Value(element);
  }

  /** The element of each key. */
  private Function<String, @Nullable Json> elements(Json answer) {
    if (by.isEmpty()) {
      return as(Json.Kind.OBJECT, "an object", answer)::get;
    }
    Map<String, Json> found = new HashMap<>();
    for (Json element : as(Json.Kind.ARRAY, "a list", answer).elements()) {
      Json its = element.get(by.get());
      if (its != null) {
        found.putIfAbsent(its.text(), element);
      }
    }
    return found::get;
  }

  private static Json as(Json.Kind kind, String noun, Json answer) {
    if (answer.kind() != kind) {
      throw new StepException(Fault.Type.MALFORMED, "what answers a batch is not " + noun);
    }
    return answer;
  }
}

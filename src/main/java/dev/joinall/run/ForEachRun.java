package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome.Flaw;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs the step of a task for each item of its list. The results keep the order of the list; a
 * failed item is null and the others stay. Equal items share one call where that makes no
 * difference, and a batch asks for many items in one call.
 */
final class ForEachRun {
  private final Runner runner;
  private final Task task;
  private final ForEach forEach;
  private final Scope scope;
  private final List<Json> list;
  private final ResultBudget results;
  private final TaskReply reply;

  /** The reply of each item; empty if no expression reads the replies. */
  private final List<TaskReply> replies;

  /** Written by one signal at a time, read after the last one. */
  private final @Nullable Outcome[] settled;

  /** For each item, the position of the item whose call gave its result. */
  private final int[] callOf;

  private ForEachRun(
      Runner runner, Task task, ForEach forEach, Scope scope, List<Json> list, TaskReply reply) {
    this.runner = runner;
    this.task = task;
    this.forEach = forEach;
    this.scope = scope;
    this.list = list;
    this.results = new ResultBudget(runner.memory());
    this.settled = new Outcome[list.size()];
    this.callOf = new int[list.size()];
    this.reply = reply;
    boolean records = reply.parts().items() || task.effect();
    this.replies =
        records
            ? list.stream().map(it -> TaskReply.of(reply.parts(), task.effect(), false)).toList()
            : List.of();
  }

  /**
   * The outcome of the whole task; never an error signal.
   *
   * @param reply gets the outcomes of the items, if an expression reads them
   * @throws InvalidExpression if the input is not a list, before any call
   */
  static Mono<Outcome> run(
      Runner runner, Task task, ForEach forEach, Scope scope, TaskReply reply) {
    Json in = forEach.in().render(scope);
    if (in.kind() != Json.Kind.ARRAY) {
      throw forEach.in().invalid("for-each needs a list");
    }
    if (in.size() > forEach.max()) {
      String detail = "the list has %d items, more than %d".formatted(in.size(), forEach.max());
      return Mono.just(new Outcome.Failed(Fault.of(Fault.Type.TOO_LARGE, detail).withAttempts(0)));
    }
    return new ForEachRun(runner, task, forEach, scope, in.elements(), reply).run();
  }

  private Mono<Outcome> run() {
    Collection<List<Integer>> calls = calls();
    return Flux.fromIterable(batched(calls))
        .flatMap(batch -> batch, forEach.concurrency())
        .thenMany(Flux.fromIterable(calls))
        .filter(places -> settled[places.getFirst()] == null)
        .flatMap(this::call, forEach.concurrency())
        .then(Mono.fromSupplier(this::outcome))
        .doFinally(signal -> results.release());
  }

  private List<Mono<Void>> batched(Collection<List<Integer>> calls) {
    return forEach
        .batch()
        .map(it -> new BatchedItems<>(it, this, scope).calls(calls))
        .orElse(List.of());
  }

  /** The list positions of each call. The call is made for the first of them. */
  private Collection<List<Integer>> calls() {
    Map<Object, List<Integer>> calls = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i++) {
      Object same = forEach.distinct() ? list.get(i) : (Object) i;
      calls.computeIfAbsent(same, it -> new ArrayList<>()).add(i);
    }
    return calls.values();
  }

  /** The scope of the call for the item at that position. */
  Scope scopeOf(int place) {
    Scope item =
        scope
            .with(forEach.itemSlot(), list.get(place))
            .with(forEach.indexSlot(), Json.number(place));
    return replies.isEmpty() ? item : item.recording(replies.get(place).call());
  }

  void settle(List<Integer> places, Outcome outcome) {
    Outcome charged = results.of(outcome);
    for (int place : places) {
      settled[place] = charged;
      callOf[place] = places.getFirst();
    }
  }

  private Mono<Outcome> call(List<Integer> places) {
    Scope mine = scopeOf(places.getFirst());
    return Mono.defer(() -> runner.start(task.work(), mine))
        .map(signal -> Outcome.of(signal, task.effect()))
        .switchIfEmpty(Mono.fromSupplier(() -> Outcome.of(null, task.effect())))
        .onErrorResume(error -> Mono.just(new Outcome.Failed(Fault.of(error))))
        .doOnNext(outcome -> settle(places, outcome));
  }

  private Outcome outcome() {
    if (reply.parts().items()) {
      reply.items(itemOutcomes());
    }
    List<Flaw> flaws = new ArrayList<>();
    @Nullable Outcome lacking = null;
    var results = new JsonWriter(256).beginArray();
    for (int i = 0; i < list.size(); i++) {
      Outcome outcome = Objects.requireNonNull(settled[i]);
      int index = i;
      outcome.flaws().forEach(flaw -> flaws.add(flaw.ofItem(index)));
      results.json(result(list.get(i), outcome.value().orElse(Json.NULL)));
      lacking = lacking(lacking, outcome);
    }
    boolean undoes = task.isInTransaction() && lacking instanceof Outcome.Failed;
    return (task.required() || undoes) && lacking != null
        ? without(lacking, flaws)
        : new Outcome.Ok(results.endArray().toJson(), flaws);
  }

  /** The first item that failed, or else the first one without a value. */
  private static @Nullable Outcome lacking(@Nullable Outcome before, Outcome item) {
    boolean first = before == null && item.value().isEmpty();
    boolean worse = before instanceof Outcome.Absent && item instanceof Outcome.Failed;
    return first || worse ? item : before;
  }

  /**
   * The outcome of the list with an item without a value; each item of a required task needs one.
   */
  private static Outcome without(Outcome item, List<Flaw> flaws) {
    return item instanceof Outcome.Failed failed ? new Outcome.Failed(failed.why(), flaws) : item;
  }

  private ItemOutcomes itemOutcomes() {
    var items = new ItemOutcomes();
    for (int i = 0; i < list.size(); i++) {
      items.add(Objects.requireNonNull(settled[i]), task.effect(), replies.get(callOf[i]));
    }
    return items;
  }

  /**
   * The result alone, or the item with the result as a member. An item that is not an object is
   * replaced by its result.
   */
  private Json result(Json item, Json value) {
    if (forEach.into().isEmpty() || item.kind() != Json.Kind.OBJECT) {
      return value;
    }
    String name = forEach.into().get();
    var merged = new JsonWriter(item.length() + value.length() + 16).beginObject();
    item.forEachMember((key, member) -> {
      if (!key.equals(name)) {
        merged.member(key, member);
      }
    });
    return merged.member(name, value).endObject().toJson();
  }
}

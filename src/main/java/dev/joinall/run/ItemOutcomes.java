package dev.joinall.run;

import dev.joinall.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** The outcomes of a list's items, as expressions see them: {@code outcomes.x.items[i]}. */
final class ItemOutcomes {
  private record Item(Outcome outcome, boolean effect, TaskReply reply) {}

  private final List<Item> items = new ArrayList<>();
  private int failed;

  void add(Outcome outcome, boolean effect, TaskReply reply) {
    items.add(new Item(outcome, effect, reply));
    failed += outcome instanceof Outcome.Failed ? 1 : 0;
  }

  /** The members {@code items} and {@code failed} of an open object. */
  void write(JsonWriter out, Certainty certainty) {
    out.name("items").beginArray();
    items.forEach(it -> out.json(Outcomes.full(it.outcome(), it.effect(), it.reply(), certainty)));
    out.endArray();
    out.name("failed").number(failed);
  }
}

package dev.joinall.explain;

import dev.joinall.json.JsonWriter;

/** The connections of all replicas as JSON. The names of the members are stable. */
public final class SizingJson {
  private SizingJson() {}

  /** The members {@code replicas}, {@code surge} and {@code connections}. */
  public static void write(Sizing sizing, JsonWriter out) {
    out.name("replicas").number(sizing.replicas());
    out.name("surge").number(sizing.surge());
    out.name("connections").beginArray();
    for (Sizing.Connections it : sizing.backends()) {
      out.beginObject();
      out.name("backend").string(it.backend().name());
      out.name("kind").string(it.backend().kind());
      out.name("each").number(it.each());
      out.name("all").number(it.all());
      it.backend().maxConnections().ifPresent(max -> out.name("accepted").number(max));
      out.endObject();
    }
    out.endArray();
  }
}

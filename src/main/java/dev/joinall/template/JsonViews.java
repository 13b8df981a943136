package dev.joinall.template;

import dev.joinall.json.Json;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON objects and arrays as the maps and lists that CEL works on, without parsing them whole. */
final class JsonViews {
  private JsonViews() {}

  /** Something that still knows the bytes it shows. */
  interface View {
    Json json();
  }

  static final class ObjectView extends AbstractMap<String, Object> implements View {
    private final Json json;
    private @Nullable Map<String, Object> members;

    /** CEL asks for each name twice: whether it is there, and what it is. */
    private @Nullable LookUp latest;

    private record LookUp(String name, @Nullable Json member) {}

    ObjectView(Json json) {
      this.json = json;
    }

    @Override
    public Json json() {
      return json;
    }

    @Override
    public boolean containsKey(Object name) {
      return name instanceof String text && member(text) != null;
    }

    @Override
    public @Nullable Object get(Object name) {
      @Nullable Json member = name instanceof String text ? member(text) : null;
      return member == null ? null : Values.toCel(member);
    }

    private @Nullable Json member(String name) {
      LookUp known = latest;
      if (known == null || !known.name().equals(name)) {
        known = new LookUp(name, json.get(name));
        latest = known;
      }
      return known.member();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      if (members == null) {
        Map<String, Object> all = new LinkedHashMap<>();
        json.forEachMember((name, member) -> all.put(name, Values.toCel(member)));
        members = all;
      }
      return members.entrySet();
    }
  }

  static final class ListView extends AbstractList<Object> implements View {
    private final Json json;
    private final List<Json> elements;

    ListView(Json json) {
      this.json = json;
      this.elements = json.elements();
    }

    @Override
    public Json json() {
      return json;
    }

    @Override
    public Object get(int index) {
      return Values.toCel(elements.get(index));
    }

    @Override
    public int size() {
      return elements.size();
    }
  }
}

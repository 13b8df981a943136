package dev.joinall.template;

import dev.joinall.json.Json;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Views of JSON objects and arrays as maps and lists of CEL, without parsing all of them. */
final class JsonViews {
  private JsonViews() {}

  /** In bytes: shorter values are parsed again each time instead of being indexed. */
  private static final int SHORT = 256;

  /** The cost of creating a list. */
  private static final int LIST = 15;

  /** The cost of creating an element as a separate value. */
  private static final int ELEMENT = 4;

  /** The cost of creating a member as a separate value. */
  private static final int MEMBER = 10;

  /** In bytes: the size of a separate value, without its text. */
  private static final int BYTES = 48;

  /** Charges the index of all children, unless it exists already. */
  private static void opening(Json json, int each) {
    int unread = json.unread();
    if (unread <= SHORT) {
      Meter.chargeElements(Cost.ofText(unread));
    } else {
      int size = json.size();
      Meter.chargeElements(2 * Cost.ofText(unread) + (long) size * each);
      Meter.chargeBytes(unread + (long) size * BYTES);
    }
  }

  /** A view that still has its bytes. */
  interface View {
    Json json();
  }

  static final class ObjectView extends AbstractMap<String, Object> implements View {
    private final Json json;
    private @Nullable Map<String, Object> members;

    /** CEL looks up each name twice: for its existence, and for its value. */
    private @Nullable LookUp latest;

    private record LookUp(String name, @Nullable Json member) {}

    ObjectView(Json json) {
      this.json = json;
    }

    @Override
    public Json json() {
      return json;
    }

    /** A short text for messages of CEL, which contain whole values. */
    @Override
    public String toString() {
      return "an object";
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
        opening(json, MEMBER);
        known = new LookUp(name, json.get(name));
        latest = known;
      }
      return known.member();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      if (members == null) {
        int size = json.size();
        Meter.chargeElements(Cost.ofText(json.length()) + (long) size * MEMBER);
        Meter.chargeBytes(json.length() + (long) size * (BYTES + Cost.ENTRY));
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
      Meter.chargeElements(LIST);
      opening(json, ELEMENT);
      this.json = json;
      this.elements = json.elements();
    }

    @Override
    public Json json() {
      return json;
    }

    /** A short text for messages of CEL, which contain whole values. */
    @Override
    public String toString() {
      return "a list";
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

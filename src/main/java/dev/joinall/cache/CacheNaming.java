package dev.joinall.cache;

import dev.joinall.json.Json;
import dev.joinall.template.CallKey;
import dev.joinall.template.KeyTemplate;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the values of a task are named.
 *
 * @param prefix what distinguishes them from those of all other declarations
 * @param key what distinguishes them from one another
 * @param purged the declared key, by which a value can be purged; empty if none is declared
 * @param tags by which it can be purged, too
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CacheNaming(
    byte[] prefix, KeyTemplate key, Optional<Template> purged, List<Template> tags) {
  public CacheNaming {
    tags = List.copyOf(tags);
  }

  CallKey key(Scope scope) {
    return key.render(prefix, scope);
  }

  /** By which the value of this call can be purged. */
  List<String> marks(Scope scope) {
    if (purged.isEmpty() && tags.isEmpty()) {
      return List.of();
    }
    List<String> marks = new ArrayList<>();
    purged.ifPresent(it -> marks.add(CacheStore.markOfKey(text(it, scope))));
    tags.forEach(it -> marks.add(CacheStore.markOfTag(text(it, scope))));
    return marks;
  }

  /** A null is an empty text: what it stands for may be missing. */
  private static String text(Template template, Scope scope) {
    Json value = template.render(scope);
    return value.isNull() ? "" : value.text();
  }
}

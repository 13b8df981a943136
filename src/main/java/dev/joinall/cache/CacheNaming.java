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
 * The names of a task's values.
 *
 * @param prefix distinguishes them from the values of all other declarations
 * @param key distinguishes them from one another
 * @param purged the declared key, by which a value can be purged; empty if none is declared
 * @param tags further names by which a value can be purged
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

  /** The names by which the value of this call can be purged. */
  List<String> marks(Scope scope) {
    if (purged.isEmpty() && tags.isEmpty()) {
      return List.of();
    }
    List<String> marks = new ArrayList<>();
    purged.ifPresent(it -> marks.add(CacheStore.markOfKey(text(it, scope))));
    tags.forEach(it -> marks.add(CacheStore.markOfTag(text(it, scope))));
    return marks;
  }

  /** The text of a name; a null is an empty text, because the value may be missing. */
  private static String text(Template template, Scope scope) {
    Json value = template.render(scope);
    return value.isNull() ? "" : value.text();
  }
}

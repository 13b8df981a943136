package dev.joinall;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Kinds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names of the kinds, their verbs, and the keys that only tasks of a kind have. */
final class KindWords {
  /** Keys of kinds that have another meaning in other code. */
  private static final Set<String> AMBIGUOUS =
      Set.of("accept", "hint", "pass", "request", "text", "uri");

  private static final Collection<Kind> KINDS = Kinds.installed(Map.of()).byName().values();

  private final Set<String> words = words();
  private final Pattern named =
      Pattern.compile("\\bkind (?:" + String.join("|", names().toList()) + ")\\b");

  ArchCondition<JavaClass> asConstants() {
    return new ArchCondition<>("have a word of a kind as a constant") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        report(item, constants(item).filter(words::contains), events);
      }
    };
  }

  ArchCondition<JavaClass> inMessages() {
    return new ArchCondition<>("have a message that names a kind") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        report(item, constants(item).filter(it -> named.matcher(it).find()), events);
      }
    };
  }

  private static void report(JavaClass item, Stream<String> found, ConditionEvents events) {
    found
        .map(it -> SimpleConditionEvent.satisfied(item, item.getName() + " has \"" + it + "\""))
        .forEach(events::add);
  }

  private static Stream<String> constants(JavaClass item) {
    try (InputStream bytes = item.getSource().orElseThrow().getUri().toURL().openStream()) {
      Iterable<PoolEntry> pool = ClassFile.of().parse(bytes.readAllBytes()).constantPool();
      return StreamSupport.stream(pool.spliterator(), false)
          .filter(StringEntry.class::isInstance)
          .map(it -> ((StringEntry) it).stringValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> names() {
    return KINDS.stream().map(Kind::name);
  }

  private static Set<String> words() {
    Set<String> words = new TreeSet<>();
    names().forEach(words::add);
    for (Kind kind : KINDS) {
      words.addAll(kind.verbs());
      JsonNode part = JsonMapper.shared().readTree(kind.schema());
      part.path("calls")
          .forEach(it ->
              words.addAll(
                  part.path("$defs").path(it.asString()).path("properties").propertyNames()));
    }
    words.removeAll(wordsOfTheFile());
    words.removeAll(AMBIGUOUS);
    return words;
  }

  private static Set<String> wordsOfTheFile() {
    Set<String> words = new TreeSet<>();
    try (InputStream in = Kind.class.getResourceAsStream("/joinall.schema.json")) {
      JsonMapper.shared()
          .readTree(in)
          .findValues("properties")
          .forEach(it -> words.addAll(it.propertyNames()));
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

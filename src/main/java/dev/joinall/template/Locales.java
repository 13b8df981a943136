package dev.joinall.template;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Locales by their language tags. */
final class Locales {
  private static final Set<String> LANGUAGES =
      Arrays.stream(Locale.getAvailableLocales())
          .map(Locale::getLanguage)
          .filter(it -> !it.isEmpty())
          .collect(Collectors.toUnmodifiableSet());

  private static final int MAX_TAG = 35;

  private Locales() {}

  /** Loads the JDK's data of languages and time zones. */
  static void load() {
    var _ = NumberFormat.getInstance(of("en")).format(1.5);
    var _ =
        DateTimeFormatter.ofPattern("MMMM VV", of("en"))
            .format(Instant.EPOCH.atZone(ZoneId.of("Europe/Berlin")));
  }

  /**
   * The locale of a tag such as {@code de} or {@code pt-BR}.
   *
   * @throws IllegalArgumentException if its language is unknown
   */
  static Locale of(String tag) {
    Locale locale = tag.length() <= MAX_TAG ? Locale.forLanguageTag(tag) : Locale.ROOT;
    if (!LANGUAGES.contains(locale.getLanguage())) {
      throw new IllegalArgumentException(
          "not a locale: \"" + OwnFunctions.shown(tag) + "\"; one is en, de-CH or pt-BR");
    }
    return locale;
  }
}

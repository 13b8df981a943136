package dev.joinall.testing;

import dev.joinall.edge.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/** The default limits, with those of a test replaced. */
public final class TestLimits {
  private static final String PREFIX = "joinall.limits";

  private TestLimits() {}

  /**
   * The defaults with these settings.
   *
   * @param settings such as {@code body-time=1s}
   */
  public static Limits with(String... settings) {
    Map<String, String> given = new HashMap<>();
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      given.put(PREFIX + "." + parts[0], parts[1]);
    }
    return new Binder(new MapConfigurationPropertySource(given), defaults())
        .bind(PREFIX, Limits.class)
        .get();
  }

  private static ConfigurationPropertySource defaults() {
    try {
      var file = new ClassPathResource("application.yaml");
      return ConfigurationPropertySources.from(
              new YamlPropertySourceLoader().load("defaults", file).getFirst())
          .iterator()
          .next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.joinall.boot;

import dev.joinall.config.ConfigException;
import dev.joinall.config.Problems;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads {@link JoinallProperties} from the property sources of Spring Boot. An unknown name or an
 * invalid value is reported with its source.
 */
public final class JoinallPropertiesReader {
  private static final ConfigurationPropertyName ROOT =
      ConfigurationPropertyName.of(JoinallProperties.PREFIX);

  private final Environment environment;
  private final List<String> known = new ArrayList<>();

  private JoinallPropertiesReader(Environment environment) {
    this.environment = environment;
    collect(JoinallProperties.PREFIX, JoinallProperties.class);
  }

  /**
   * All settings.
   *
   * @throws ConfigException if one is invalid
   */
  public static JoinallProperties read(Environment environment) {
    return new JoinallPropertiesReader(environment).read();
  }

  /** Collects the names from the components of the records. */
  private void collect(String name, Class<?> type) {
    if (!type.isRecord()) {
      known.add(name);
      return;
    }
    for (RecordComponent part : type.getRecordComponents()) {
      collect(name + "." + dashed(part.getName()), part.getType());
    }
  }

  static String dashed(String name) {
    return name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private JoinallProperties read() {
    refuseUnknown();
    try {
      return Binder.get(environment).bind(JoinallProperties.PREFIX, JoinallProperties.class).get();
    } catch (BindException e) {
      throw new ConfigException(complaint(e), e);
    }
  }

  private void refuseUnknown() {
    ConfigurationPropertySources.get(environment)
        .forEach(source -> {
          if (source instanceof IterableConfigurationPropertySource all) {
            boolean variables = isEnvironment(all);
            all.stream()
                .filter(name -> ROOT.isAncestorOf(name) && !isKnown(name))
                .filter(name -> !variables || isNearMiss(name))
                .findFirst()
                .ifPresent(name -> refuse(all.getConfigurationProperty(name), name));
          }
        });
  }

  private static boolean isEnvironment(IterableConfigurationPropertySource source) {
    return String.valueOf(source.getUnderlyingSource())
        .contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
  }

  /**
   * Environment variables have no dashes: JOINALL_LIMITS_INFLIGHT and JOINALL_LIMITS_IN_FLIGHT are
   * the same.
   */
  private boolean isKnown(ConfigurationPropertyName name) {
    return known.stream().map(JoinallPropertiesReader::plain).anyMatch(plain(name)::equals);
  }

  private static String plain(ConfigurationPropertyName name) {
    return plain(name.toString());
  }

  private static String plain(String name) {
    return name.replaceAll("[^a-z0-9]", "");
  }

  /**
   * Whether an environment variable is probably a misspelt setting. Other variables begin with
   * JOINALL_ as well: those that Kubernetes sets for a service of that name, and those of
   * operators.
   */
  private static boolean isNearMiss(ConfigurationPropertyName name) {
    List<String> groups =
        Stream.of(JoinallProperties.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    String group = name.getElement(1, Form.UNIFORM);
    return groups.contains(group) || Problems.suggest(group, groups).startsWith("did you mean");
  }

  private void refuse(@Nullable ConfigurationProperty property, ConfigurationPropertyName name) {
    throw new ConfigException(
        "There is no setting %s.%n%s  hint: %s"
            .formatted(name, where(property), Problems.suggest(name.toString(), known)));
  }

  private static String where(@Nullable ConfigurationProperty property) {
    return Optional.ofNullable(property)
        .map(ConfigurationProperty::getOrigin)
        .map(Origin::toString)
        .map("  from: %s%n"::formatted)
        .orElse("");
  }

  private String complaint(BindException e) {
    ConfigurationProperty property = e.getProperty();
    if (property == null) {
      return "The settings %s can't be used: %s.%n  hint: docs/limits.md has all of them"
          .formatted(e.getName(), cause(e));
    }
    return "The setting %s can't be \"%s\".%n%s  hint: %s"
        .formatted(property.getName(), property.getValue(), where(property), cause(e));
  }

  private static String cause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}

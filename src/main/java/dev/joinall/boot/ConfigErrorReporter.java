package dev.joinall.boot;

import dev.joinall.config.ConfigException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/** Suppresses Spring Boot's report of a {@code ConfigException}, which the command line prints. */
final class ConfigErrorReporter implements SpringBootExceptionReporter {
  /** The constructor that Spring Boot calls. */
  ConfigErrorReporter(ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    return failure instanceof ConfigException;
  }
}

package dev.joinall.boot;

import dev.joinall.config.ConfigException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/** Keeps Spring Boot from telling what the command line tells, and better. */
final class ConfigErrorReporter implements SpringBootExceptionReporter {
  /** As Spring Boot makes it. */
  ConfigErrorReporter(ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    return failure instanceof ConfigException;
  }
}

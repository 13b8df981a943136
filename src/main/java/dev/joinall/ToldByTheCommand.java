package dev.joinall;

import dev.joinall.config.ConfigException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/** Keeps Spring Boot from telling what the command line tells, and better. */
final class ToldByTheCommand implements SpringBootExceptionReporter {
  /** As Spring Boot makes it. */
  ToldByTheCommand(ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    return failure instanceof ConfigException;
  }
}

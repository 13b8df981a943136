package dev.joinall.backend.amqp;

import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs broken connections at DEBUG only: the client would log each as an error, with a stack trace,
 * and the faults of the calls report them.
 */
final class QuietExceptions extends ForgivingExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QuietExceptions.class);

  @Override
  protected void log(String message, Throwable e) {
    LOG.debug("{}", message, e);
  }
}

package dev.joinall.backend.amqp;

import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client would log each broken connection as an error, with a stack trace. The faults of the
 * calls tell of it.
 */
final class QuietExceptions extends ForgivingExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QuietExceptions.class);

  @Override
  protected void log(String message, Throwable e) {
    LOG.debug("{}", message, e);
  }
}

package dev.joinall.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.KeyValuePair;

/**
 * Converts each line to a log record of OpenTelemetry. Never blocks: the SDK has a bounded queue.
 */
final class OtlpAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final AttributeKey<String> THREAD = AttributeKey.stringKey("thread.name");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");
  private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");
  private static final AttributeKey<String> STACK = AttributeKey.stringKey("exception.stacktrace");

  /** Lines of the exporter are not exported, because they report lines that can't be sent. */
  private static final String EXPORTER = "io.opentelemetry";

  private final LoggerProvider records;

  OtlpAppender(LoggerProvider records) {
    this.records = records;
    setName("otlp");
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLoggerName().startsWith(EXPORTER)) {
      return;
    }
    LogRecordBuilder record =
        records
            .get(event.getLoggerName())
            .logRecordBuilder()
            .setTimestamp(event.getTimeStamp(), TimeUnit.MILLISECONDS)
            .setSeverity(severity(event.getLevel()))
            .setSeverityText(event.getLevel().toString())
            .setBody(event.getFormattedMessage())
            .setAttribute(THREAD, event.getThreadName());
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields != null) {
      fields.forEach(it -> field(record, it));
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      record
          .setAttribute(TYPE, thrown.getClassName())
          .setAttribute(STACK, ThrowableProxyUtil.asString(thrown));
      if (thrown.getMessage() != null) {
        record.setAttribute(MESSAGE, thrown.getMessage());
      }
    }
    record.emit();
  }

  private static void field(LogRecordBuilder record, KeyValuePair field) {
    switch (field.value) {
      case null -> {}
      case Integer number ->
          record.setAttribute(AttributeKey.longKey(field.key), number.longValue());
      case Long number -> record.setAttribute(AttributeKey.longKey(field.key), number);
      default -> record.setAttribute(AttributeKey.stringKey(field.key), field.value.toString());
    }
  }

  private static Severity severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> Severity.ERROR;
      case Level.WARN_INT -> Severity.WARN;
      case Level.INFO_INT -> Severity.INFO;
      case Level.DEBUG_INT -> Severity.DEBUG;
      default -> Severity.TRACE;
    };
  }
}

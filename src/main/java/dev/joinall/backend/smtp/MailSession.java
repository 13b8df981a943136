package dev.joinall.backend.smtp;

import dev.joinall.backend.smtp.SmtpAddress.Security;
import dev.joinall.config.BackendConfig;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/**
 * The settings of Jakarta Mail. All of its timeouts are infinite by default.
 *
 * <p>{@code writetimeout} is not set: Angus would use a platform thread for each connection, and
 * {@link Delivery} bounds writes anyway. {@code allowutf8} is not set: with it Angus requires
 * SMTPUTF8 for each mail, and sends raw bytes even if the server does not support it. Names and
 * subjects are encoded instead, and {@link ObservedTransport} requires it if an address needs it.
 *
 * <p>Authentication uses PLAIN or LOGIN only. Angus would log secrets that it computes for its
 * other mechanisms.
 */
final class MailSession {
  private MailSession() {}

  static Session of(
      SmtpAddress address, BackendConfig config, SSLSocketFactory tls, MailSocket.Lookup lookup) {
    MailLoggers.disable();
    Duration timeout = config.timeout();
    Duration longestCall = config.longestCall();
    Duration acquire = config.pool().acquireTimeout();
    var properties = new Properties();
    set(
        properties,
        "connectiontimeout",
        millis(timeout.compareTo(acquire) < 0 ? timeout : acquire));
    set(properties, "timeout", millis(longestCall));
    if (config.options() instanceof SmtpOptions options) {
      options.ehloName().ifPresent(name -> set(properties, "localhost", name));
    }
    set(properties, "quitwait", "false");
    set(properties, "sendpartial", "false");
    set(properties, "allow8bitmime", "false");
    set(properties, "auth.mechanisms", "PLAIN LOGIN");
    set(properties, "userset", "true");
    set(properties, "ssl.enable", String.valueOf(address.security() == Security.TLS));
    switch (address.security()) {
      case STARTTLS_REQUIRED -> set(properties, "starttls.required", "true");
      case STARTTLS_IF_OFFERED -> set(properties, "starttls.enable", "true");
      case TLS, NONE -> {}
    }
    properties.put("mail.smtp.socketFactory", new MailSockets(lookup));
    properties.put("mail.smtp.ssl.socketFactory", new TlsMailSockets(tls));
    set(properties, "socketFactory.fallback", "false");
    properties.setProperty("mail.mime.charset", "UTF-8");
    properties.setProperty("mail.mime.allowutf8", "false");
    return Session.getInstance(properties);
  }

  private static void set(Properties properties, String name, String value) {
    properties.setProperty("mail.smtp." + name, value);
  }

  private static String millis(Duration duration) {
    return Long.toString(Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE));
  }
}

package dev.joinall.backend.smtp;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import jakarta.mail.Session;
import java.net.URI;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** Sessions with the settings of the backend. */
final class MailSessions {
  private MailSessions() {}

  static Session of(String uri) {
    return of(uri, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  static Session of(String uri, SSLSocketFactory tls) {
    String yaml = "backends: { it: { kind: smtp, uri: \"" + uri + "\" } }\naggregations: {}";
    BackendConfig config =
        ConfigFile.read(
                new Source("test", yaml),
                Map.of("smtp", new SmtpKind()),
                (tree, p) -> tree,
                new Problems())
            .backends()
            .get("it");
    return MailSession.of(
        SmtpAddress.of(URI.create(uri)), config, tls, java.net.InetAddress::getAllByName);
  }
}

package dev.joinall.backend.smtp;

import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of a mail server.
 *
 * @param ehloName the name of Joinall in its greeting; empty for the name of this machine
 */
record SmtpOptions(Optional<String> ehloName) implements BackendOptions {
  private static final String KEY = "ehlo-name";

  /** A domain or an address literal (RFC 5321, 4.1.1.1). */
  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?){0,9}"
              + "|\\[[0-9A-Za-z.:]{1,64}]");

  static SmtpOptions read(Fields backend) {
    Optional<String> name = backend.constant(KEY);
    name.filter(it -> !NAME.matcher(it).matches())
        .ifPresent(it ->
            backend
                .problems()
                .add(
                    backend.tree(KEY).orElseThrow(),
                    "expected the name of a host, got " + backend.tree(KEY).orElseThrow().noun(),
                    "for example ehlo-name: mail.example.com"));
    return new SmtpOptions(name);
  }
}

/** Mail over SMTP, on pooled connections. Start at {@link dev.joinall.backend.smtp.SmtpBackend}. */
@NullMarked
package dev.joinall.backend.smtp;

import org.jspecify.annotations.NullMarked;

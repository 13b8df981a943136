/** The mail backend with a real server, and with scripted servers that misbehave. */
@NullMarked
package dev.joinall.backend.smtp;

import org.jspecify.annotations.NullMarked;

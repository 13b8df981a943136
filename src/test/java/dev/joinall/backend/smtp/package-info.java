/** The mail backend against a real server, and against small ones that misbehave to a script. */
@NullMarked
package dev.joinall.backend.smtp;

import org.jspecify.annotations.NullMarked;

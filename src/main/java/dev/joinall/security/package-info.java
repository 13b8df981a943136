/**
 * Authentication and rate limits: recognizes callers by their credentials, and counts their
 * requests. Start at {@link dev.joinall.security.Callers}.
 */
@NullMarked
package dev.joinall.security;

import org.jspecify.annotations.NullMarked;

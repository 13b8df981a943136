/**
 * What a backend is to the rest: something that prepares {@link dev.joinall.backend.Step}s. One
 * package below for each kind.
 */
@NullMarked
package dev.joinall.backend;

import org.jspecify.annotations.NullMarked;

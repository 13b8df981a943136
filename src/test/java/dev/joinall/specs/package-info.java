/**
 * Runs the Markdown specs of {@code src/test/resources/specs}, whose README describes the format.
 * Start at {@link dev.joinall.specs.SpecTest}.
 */
@NullMarked
package dev.joinall.specs;

import org.jspecify.annotations.NullMarked;

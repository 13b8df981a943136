/**
 * Runs the Markdown specs of {@code src/test/resources/specs}, whose README shows the format. Start
 * reading at {@link dev.joinall.specs.SpecTest}.
 */
@NullMarked
package dev.joinall.specs;

import org.jspecify.annotations.NullMarked;

/**
 * Templates: YAML trees with {@code ${...}} in them, compiled once, rendered once per request.
 * Start at {@link dev.joinall.template.Templates}.
 */
@NullMarked
package dev.joinall.template;

import org.jspecify.annotations.NullMarked;

/**
 * Runs a plan: starts its tasks, joins their outcomes, and reports. Start at {@link
 * dev.joinall.run.Runner}.
 */
@NullMarked
package dev.joinall.run;

import org.jspecify.annotations.NullMarked;

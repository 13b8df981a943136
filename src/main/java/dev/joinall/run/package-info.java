/**
 * Runs a plan: spawns its tasks, joins their outcomes, reports. Start at {@link
 * dev.joinall.run.Runner}.
 */
@NullMarked
package dev.joinall.run;

import org.jspecify.annotations.NullMarked;

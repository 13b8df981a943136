/**
 * Load balancing over the instances of a backend: finds their addresses, chooses one for each call,
 * and ejects failing ones.
 */
@NullMarked
package dev.joinall.backend.balance;

import org.jspecify.annotations.NullMarked;

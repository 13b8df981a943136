/** Caches: known values that replace calls. Begin with {@link dev.joinall.cache.TaskCache}. */
@NullMarked
package dev.joinall.cache;

import org.jspecify.annotations.NullMarked;

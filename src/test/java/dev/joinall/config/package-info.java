@NullMarked
package dev.joinall.config;

import org.jspecify.annotations.NullMarked;

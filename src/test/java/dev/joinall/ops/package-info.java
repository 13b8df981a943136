/** Metrics, logs and traces, without a whole server. */
package dev.joinall.ops;

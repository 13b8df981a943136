/**
 * PostgreSQL, MySQL and MariaDB, with drivers of R2DBC. Start at {@link
 * dev.joinall.backend.sql.SqlBackend}. {@code SqlScanner} defines what a statement may contain,
 * {@code PostgresJson} and {@code MariaJson} how a value becomes JSON.
 */
@NullMarked
package dev.joinall.backend.sql;

import org.jspecify.annotations.NullMarked;

/**
 * PostgreSQL, MySQL and MariaDB, with R2DBC drivers. Start at {@link
 * dev.joinall.backend.sql.SqlBackend}. {@code SqlScanner} defines the syntax of statements, {@code
 * PostgresJson} and {@code MariaJson} the conversion of values to JSON.
 */
@NullMarked
package dev.joinall.backend.sql;

import org.jspecify.annotations.NullMarked;

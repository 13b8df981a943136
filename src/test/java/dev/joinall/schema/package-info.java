/**
 * Compares {@code joinall.schema.json} with the readers of the file, and {@code docs/reference.md}
 * with the schema. Start at {@link dev.joinall.schema.SchemaKeysTest}.
 */
package dev.joinall.schema;

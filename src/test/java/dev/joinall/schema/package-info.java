/**
 * Holds {@code joinall.schema.json} to the readers of the file, and {@code docs/reference.md} to
 * the schema. Start at {@link dev.joinall.schema.SchemaKeysTest}.
 */
package dev.joinall.schema;

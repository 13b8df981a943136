package dev.joinall.backend.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement of one request, ready to be sent.
 *
 * @param sql with the placeholders of the server
 * @param values in the order of the placeholders; a null is SQL's null
 */
record BoundStatement(String sql, List<@Nullable Object> values) {
  BoundStatement {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}

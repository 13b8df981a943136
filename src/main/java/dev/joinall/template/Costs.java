package dev.joinall.template;

import java.util.HashMap;
import java.util.Map;

/**
 * The cost of each function, by the id of its overload. There is no default: every new function
 * needs an entry.
 */
final class Costs {
  private static final Map<String, Cost> BY_ID = new HashMap<>();

  static {
    put(
        Cost.CONSTANT,
        """
        logical_not bool_to_bool to_dyn
        add_timestamp_duration add_duration_timestamp add_duration_duration
        subtract_timestamp_timestamp subtract_timestamp_duration subtract_duration_duration

        index_list list_size size_list bytes_size size_bytes map_size size_map
        timestamp_to_int64
        string_to_string bool_to_string
        timestamp_to_string duration_to_string bytes_to_bytes
        duration_to_duration timestamp_to_timestamp int64_to_timestamp
        timestamp_to_year timestamp_to_month timestamp_to_day_of_year timestamp_to_day_of_month
        timestamp_to_day_of_month_1_based timestamp_to_day_of_week timestamp_to_hours
        timestamp_to_minutes timestamp_to_seconds timestamp_to_milliseconds
        duration_to_hours duration_to_minutes duration_to_seconds duration_to_milliseconds
        less_bool less_timestamp less_duration less_equals_bool less_equals_timestamp
        less_equals_duration greater_bool greater_timestamp greater_duration greater_equals_bool
        greater_equals_timestamp greater_equals_duration
        math_bitAnd_int_int math_bitAnd_uint_uint math_bitOr_int_int math_bitOr_uint_uint
        math_bitXor_int_int math_bitXor_uint_uint math_bitNot_int_int math_bitNot_uint_uint
        math_bitShiftLeft_int_int math_bitShiftLeft_uint_int math_bitShiftRight_int_int
        math_bitShiftRight_uint_int
        optional_of optional_ofNonZeroValue optional_none optional_value optional_hasValue
        optional_list_first optional_list_last list_optindex_optional_int
        optional_list_optindex_optional_int optional_list_index_int
        """);
    put(
        Cost.CONSTANT, // the interpreter itself executes them, and charges every node as a step
        """
        conditional logical_and logical_or type optional_or_optional optional_orValue_value
        """);
    put(
        Cost.COPY,
        """
        add_string add_bytes bytes_to_string string_to_bytes
        string_char_at_int string_substring_int string_substring_int_int
        string_lower_ascii string_upper_ascii string_trim string_reverse
        list_slice list_reverse optional_unwrap_list base64_encode_bytes base64_decode_string
        """);
    put(
        Cost.COMPARE,
        """
        starts_with_string ends_with_string
        less_string less_equals_string greater_string greater_equals_string
        less_bytes less_equals_bytes greater_bytes greater_equals_bytes
        """);
    put(
        Cost.WORD,
        """
        string_to_bool string_to_int64 string_to_uint64 string_to_double objectId_string uuid_string
        """);
    put(
        Cost.DATE,
        """
        string_to_duration string_to_timestamp date_string
        timestamp_to_year_with_tz timestamp_to_month_with_tz timestamp_to_day_of_year_with_tz
        timestamp_to_day_of_month_with_tz timestamp_to_day_of_month_1_based_with_tz
        timestamp_to_day_of_week_with_tz timestamp_to_hours_with_tz timestamp_to_minutes_with_tz
        timestamp_to_seconds_with_tz timestamp_to_milliseconds_with_tz
        """);
    BY_ID.put("strings_quote", Cost.twice(Cost.COPY));
    BY_ID.put("not_strictly_false", Cost.TOLERANT);
    BY_ID.put("add_list", Cost.APPEND);
    BY_ID.put("lists_range", Cost.COUNT);
    OwnFunctions.all().forEach(it -> BY_ID.putIfAbsent(it.getOverloadId(), Cost.OWN));
  }

  private Costs() {}

  private static void put(Cost cost, String ids) {
    for (String id : ids.strip().split("\\s+", -1)) {
      BY_ID.put(id, cost);
    }
  }

  /** Returns the cost of the function of this overload. */
  static Cost of(String id) {
    Cost cost = BY_ID.get(id);
    if (cost == null) {
      throw new IllegalStateException("Costs has no cost for " + id);
    }
    return cost;
  }
}

package dev.joinall.backend.sql;

import java.util.Map;

/** The JSON forms of PostgreSQL's types; each type that is not listed is a string. */
enum PostgresType {
  BOOL,
  NUMBER,
  JSON,
  BYTES,
  TIMESTAMP,
  TIMESTAMP_WITH_ZONE,
  TEXT;

  /** The only built-in type whose arrays have another delimiter. */
  static final int BOX = 603;

  /** By the OIDs in the system catalogue {@code pg_type}, which never change. */
  private static final Map<Integer, PostgresType> BY_OID =
      Map.ofEntries(
          Map.entry(16, BOOL),
          Map.entry(17, BYTES),
          Map.entry(20, NUMBER),
          Map.entry(21, NUMBER),
          Map.entry(23, NUMBER),
          Map.entry(26, NUMBER),
          Map.entry(700, NUMBER),
          Map.entry(701, NUMBER),
          Map.entry(1700, NUMBER),
          Map.entry(114, JSON),
          Map.entry(3802, JSON),
          Map.entry(1114, TIMESTAMP),
          Map.entry(1184, TIMESTAMP_WITH_ZONE));

  /** The element types of array types. */
  private static final Map<Integer, Integer> ELEMENTS =
      Map.ofEntries(
          Map.entry(143, 142), // xml
          Map.entry(199, 114), // json
          Map.entry(271, 5069), // xid8
          Map.entry(629, 628), // line
          Map.entry(651, 650), // cidr
          Map.entry(719, 718), // circle
          Map.entry(775, 774), // macaddr8
          Map.entry(791, 790), // money
          Map.entry(1000, 16), // bool
          Map.entry(1001, 17), // bytea
          Map.entry(1002, 18), // "char"
          Map.entry(1003, 19), // name
          Map.entry(1005, 21), // int2
          Map.entry(1006, 22), // int2vector
          Map.entry(1007, 23), // int4
          Map.entry(1008, 24), // regproc
          Map.entry(1009, 25), // text
          Map.entry(1010, 27), // tid
          Map.entry(1011, 28), // xid
          Map.entry(1012, 29), // cid
          Map.entry(1013, 30), // oidvector
          Map.entry(1014, 1042), // bpchar
          Map.entry(1015, 1043), // varchar
          Map.entry(1016, 20), // int8
          Map.entry(1017, 600), // point
          Map.entry(1018, 601), // lseg
          Map.entry(1019, 602), // path
          Map.entry(1020, 603), // box
          Map.entry(1021, 700), // float4
          Map.entry(1022, 701), // float8
          Map.entry(1027, 604), // polygon
          Map.entry(1028, 26), // oid
          Map.entry(1034, 1033), // aclitem
          Map.entry(1040, 829), // macaddr
          Map.entry(1041, 869), // inet
          Map.entry(1115, 1114), // timestamp
          Map.entry(1182, 1082), // date
          Map.entry(1183, 1083), // time
          Map.entry(1185, 1184), // timestamptz
          Map.entry(1187, 1186), // interval
          Map.entry(1231, 1700), // numeric
          Map.entry(1263, 2275), // cstring
          Map.entry(1270, 1266), // timetz
          Map.entry(1561, 1560), // bit
          Map.entry(1563, 1562), // varbit
          Map.entry(2201, 1790), // refcursor
          Map.entry(2207, 2202), // regprocedure
          Map.entry(2208, 2203), // regoper
          Map.entry(2209, 2204), // regoperator
          Map.entry(2210, 2205), // regclass
          Map.entry(2211, 2206), // regtype
          Map.entry(2287, 2249), // record
          Map.entry(2949, 2970), // txid_snapshot
          Map.entry(2951, 2950), // uuid
          Map.entry(3221, 3220), // pg_lsn
          Map.entry(3643, 3614), // tsvector
          Map.entry(3644, 3642), // gtsvector
          Map.entry(3645, 3615), // tsquery
          Map.entry(3735, 3734), // regconfig
          Map.entry(3770, 3769), // regdictionary
          Map.entry(3807, 3802), // jsonb
          Map.entry(3905, 3904), // int4range
          Map.entry(3907, 3906), // numrange
          Map.entry(3909, 3908), // tsrange
          Map.entry(3911, 3910), // tstzrange
          Map.entry(3913, 3912), // daterange
          Map.entry(3927, 3926), // int8range
          Map.entry(4073, 4072), // jsonpath
          Map.entry(4090, 4089), // regnamespace
          Map.entry(4097, 4096), // regrole
          Map.entry(4192, 4191), // regcollation
          Map.entry(5039, 5038), // pg_snapshot
          Map.entry(6150, 4451), // int4multirange
          Map.entry(6151, 4532), // nummultirange
          Map.entry(6152, 4533), // tsmultirange
          Map.entry(6153, 4534), // tstzmultirange
          Map.entry(6155, 4535), // datemultirange
          Map.entry(6157, 4536)); // int8multirange

  static PostgresType of(int oid) {
    return BY_OID.getOrDefault(oid, TEXT);
  }

  /**
   * The type of the elements; 0 if it is not an array.
   *
   * @param own the types of this database, such as the arrays of its enums
   */
  static int element(int oid, OwnTypes own) {
    Integer element = ELEMENTS.get(oid);
    return element == null ? own.element(oid) : element;
  }
}

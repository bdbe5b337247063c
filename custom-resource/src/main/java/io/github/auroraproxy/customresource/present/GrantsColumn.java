package io.github.auroraproxy.customresource.present;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Access control lists as a column of a query: all of an object's grants in one JSON text. */
final class GrantsColumn {

  private static final ObjectMapper JSON = new ObjectMapper();

  private GrantsColumn() {}

  /**
   * The column.
   *
   * @param acl the list, null for the defaults of the kind
   * @param kind the letter of the kind for {@code acldefault}
   * @param owner the object's owner, whose own privileges are left out
   * @param filter on the alias {@code a}
   */
  static String of(String acl, String kind, String owner, String filter) {
    return """
        (SELECT coalesce(jsonb_agg(jsonb_build_array(
                  CASE a.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(a.grantee)::text END,
                  pg_get_userbyid(a.grantor)::text, a.privilege_type, a.is_grantable)), '[]')::text
         FROM aclexplode(coalesce(%s, acldefault('%s', %s))) a
         WHERE a.grantee <> %s AND %s)"""
        .formatted(acl, kind, owner, owner, filter);
  }

  /** The filter for grants to PUBLIC and to the roles of a parameter. */
  static String toPublicOr(String roles) {
    return "(a.grantee = 0 OR pg_get_userbyid(a.grantee)::text = ANY (%s))".formatted(roles);
  }

  static List<Grant> parse(String json) {
    List<Grant> grants = new ArrayList<>();
    for (JsonNode grant : tree(json)) {
      grants.add(
          new Grant(
              grant.get(0).asText(),
              grant.get(1).asText(),
              grant.get(2).asText(),
              grant.get(3).asBoolean()));
    }
    return List.copyOf(grants);
  }

  static List<PresentObject.ColumnGrant> parseColumns(String json) {
    List<PresentObject.ColumnGrant> columns = new ArrayList<>();
    for (JsonNode column : tree(json)) {
      columns.add(
          new PresentObject.ColumnGrant(
              column.get(0).asText(),
              new Grant(
                  column.get(1).asText(),
                  column.get(2).asText(),
                  column.get(3).asText(),
                  column.get(4).asBoolean())));
    }
    return List.copyOf(columns);
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL wrote JSON that can't be read", e);
    }
  }
}

package io.github.auroraproxy.customresource.present;

import java.util.List;

/**
 * A schema, relation or routine of the application's database, on which privileges are granted.
 *
 * @param kind as GRANT names it
 * @param schema the schema that it is or is in
 * @param name as it stands in a statement, with its schema
 * @param plainName without its schema and without quotes
 * @param owner the role that owns it
 * @param inherited whether the admin has the owner's privileges
 * @param securityDefiner whether it is a routine that runs with its owner's privileges
 * @param overHistory whether it is a view or has a rule that reaches Flyway's history, directly or
 *     through others: whoever writes into it may write there with its owner's privileges
 * @param grants to PUBLIC and the users; on Flyway's history to everybody
 * @param columnGrants to the users, on single columns
 */
public record PresentObject(
    Kind kind,
    String schema,
    String name,
    String plainName,
    String owner,
    boolean inherited,
    boolean securityDefiner,
    boolean overHistory,
    List<Grant> grants,
    List<ColumnGrant> columnGrants) {

  /** The kinds of objects that privileges are granted on. */
  public enum Kind {
    SCHEMA,
    TABLE,
    SEQUENCE,
    ROUTINE
  }

  /**
   * A privilege on a single column.
   *
   * @param column as it stands in a statement
   * @param grant the privilege
   */
  public record ColumnGrant(String column, Grant grant) {}
}

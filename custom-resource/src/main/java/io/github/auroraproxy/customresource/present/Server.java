package io.github.auroraproxy.customresource.present;

/**
 * The version of the server.
 *
 * @param version as PostgreSQL writes it, such as 17.6
 * @param majorVersion such as 17
 */
public record Server(String version, int majorVersion) {

  private static final int MEMBERSHIP_OPTIONS = 16;
  private static final int SCHEMA_OF_DATABASE_OWNER = 15;

  /** Whether a membership has the options INHERIT and SET. */
  public boolean hasMembershipOptions() {
    return majorVersion >= MEMBERSHIP_OPTIONS;
  }

  /** Whether the schema public of a new database belongs to the owner of the database. */
  public boolean givesPublicToTheDatabaseOwner() {
    return majorVersion >= SCHEMA_OF_DATABASE_OWNER;
  }

  /** Whether a view can read its tables with the privileges of its reader. */
  public boolean hasSecurityInvokerViews() {
    return majorVersion >= SCHEMA_OF_DATABASE_OWNER;
  }
}

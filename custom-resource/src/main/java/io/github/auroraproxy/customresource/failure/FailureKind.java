package io.github.auroraproxy.customresource.failure;

/** Why the function could not do what a request asks for. */
public enum FailureKind {
  /** RDS has a blue/green deployment of the cluster, which a change of the database would harm. */
  BLUE_GREEN_DEPLOYMENT,
  /** The cluster can't be reached, was lost until the deadline, or is not the writer. */
  DATABASE_UNAVAILABLE,
  /** The admin may not do what is asked for; the message holds the statement for a DBA. */
  INSUFFICIENT_PRIVILEGE,
  /** A property or a field of the event is missing, unknown or out of range. */
  INVALID_PROPERTY,
  /** The cluster or the proxy answered and refused a login; it is not tried again. */
  LOGIN_REFUSED,
  /** Flyway refused a migration, or PostgreSQL refused one of its statements. */
  MIGRATION_FAILED,
  /** A database or a role belongs to another resource, and the properties do not adopt it. */
  OBJECT_OF_ANOTHER_STACK,
  /** A role can't be dropped, because objects of other databases depend on it. */
  ROLE_HAS_OBJECTS_ELSEWHERE,
  /** A secret can't be read, or does not hold what it has to. */
  SECRET_UNUSABLE,
  /** PostgreSQL refused a statement for a reason that no other kind describes. */
  STATEMENT_FAILED
}

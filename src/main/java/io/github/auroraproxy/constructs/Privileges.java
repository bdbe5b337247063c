package io.github.auroraproxy.constructs;

/** What a user may do in the application's database, on the tables of today and of tomorrow. */
public enum Privileges {
  /** Everything but owning: read and write, and create schemas and tables. */
  ALL,
  /** Read and write the rows of every table. */
  READ_WRITE,
  /** Read the rows of every table. */
  READ_ONLY
}

package io.github.auroraproxy.constructs;

/** Where the tables of the application's database come from. */
public final class Migrations {

  private static final Migrations SAMPLE = new Migrations("sample");
  private static final Migrations NONE = new Migrations("none");

  private final String name;

  private Migrations(String name) {
    this.name = name;
  }

  /** The packaged sample: the table {@code test_table} with two rows. */
  public static Migrations sample() {
    return SAMPLE;
  }

  /** No tables: the database is created empty, or left as it is. */
  public static Migrations none() {
    return NONE;
  }

  String name() {
    return name;
  }
}

package io.github.auroraproxy.constructs;

import org.immutables.value.Value;
import software.amazon.awscdk.RemovalPolicy;

/** What is to be decided about the application's database, alone or as part of a proxy. */
public interface ApplicationDatabaseOptions extends DatabaseFunctionOptions {

  /**
   * The application's database: 1 to 63 letters, digits, underscores and hyphens.
   *
   * <p>Default: {@code testdb}.
   */
  @Value.Default
  default String getDatabaseName() {
    return "testdb";
  }

  /**
   * What becomes of the database and its users when the resource is deleted: {@code RETAIN} or
   * {@code DESTROY}, which drops only what this resource created.
   *
   * <p>Default: {@code RETAIN}.
   */
  @Value.Default
  default RemovalPolicy getDatabaseRemovalPolicy() {
    return RemovalPolicy.RETAIN;
  }

  /**
   * Where the tables come from.
   *
   * <p>Default: {@link Migrations#sample()}.
   */
  @Value.Default
  default Migrations getMigrations() {
    return Migrations.sample();
  }

  /**
   * Whether to take over a database or users that another stack has marked as its own.
   *
   * <p>Default: no, which refuses them.
   */
  @Value.Default
  default boolean isAdopt() {
    return false;
  }
}

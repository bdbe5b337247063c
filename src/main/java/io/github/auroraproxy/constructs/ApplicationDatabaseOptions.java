package io.github.auroraproxy.constructs;

import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;

/** Options of the application's database, which a proxy takes as well. */
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
   * The name of the owner, the role that owns the database, its schemas and everything that
   * migrations create: 1 to 63 letters, digits, underscores and hyphens. It must not be the name of
   * a user. Only the function logs in as the owner, while it applies migrations.
   *
   * <p>Default: the database's name and {@code _owner}, shortened to 63 bytes.
   */
  Optional<String> getOwnerName();

  /**
   * What happens to the database and its users when the resource is deleted: {@code RETAIN} or
   * {@code DESTROY}, which drops only what this resource created.
   *
   * <p>Default: {@code RETAIN}.
   */
  @Value.Default
  default RemovalPolicy getDatabaseRemovalPolicy() {
    return RemovalPolicy.RETAIN;
  }

  /**
   * The migrations, which create the tables.
   *
   * <p>Default: {@link Migrations#sample()}.
   */
  @Value.Default
  default Migrations getMigrations() {
    return Migrations.sample();
  }

  /**
   * The time that all migrations of a deployment may take, 5 to 50 minutes in whole seconds, from
   * the function's first invocation. With this property the function continues in further
   * invocations after each file, through a state machine of CDK's provider framework; one file may
   * take 13 minutes. The first construct of a stack and VPC must have this property, since the
   * others share its function. Each construct may have a value of its own, and CloudFormation
   * deploys the databases of one cluster one after the other.
   *
   * <p>Default: the migrations must end within one invocation of the function, 5 minutes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html#asynchronous-providers-iscomplete">CDK:
   *     asynchronous providers</a>
   */
  Optional<Duration> getMigrationTimeout();

  /**
   * PostgreSQL extensions that the admin creates before the migrations run, such as {@code
   * postgis}. A migration can't create an extension that needs the admin's privileges. An extension
   * that is removed from this list stays in the database.
   *
   * <p>Default: none.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Extensions.html">
   *     Extensions that Aurora PostgreSQL supports</a>
   */
  List<String> getExtensions();

  /**
   * Whether to take over a database or users that another stack has marked as its own.
   *
   * <p>Default: no; the deployment then fails.
   */
  @Value.Default
  default boolean isAdopt() {
    return false;
  }
}

package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.CdkVersion;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.UniqueNames;
import io.github.auroraproxy.internal.Warning;
import io.github.auroraproxy.internal.function.SeparateAuthorities;
import io.github.auroraproxy.internal.migrations.MigrationTimeout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * The application's database, its tables and its users' roles in a cluster: a deployment creates
 * what is missing, repairs what differs, and leaves everything else alone.
 *
 * <p>A function in the cluster's VPC does this as the admin, the user of the cluster's admin
 * secret. It must reach Secrets Manager: in subnets without a NAT, through an interface endpoint.
 */
public class ApplicationDatabase extends Construct {

  /** The type of the custom resource. */
  public static final String RESOURCE_TYPE = "Custom::AuroraDatabase";

  /**
   * The version of the properties. A new version makes existing stacks send an update, so that the
   * function converts what an earlier version created.
   */
  private static final String FORMAT = "2";

  /**
   * Twice the function's timeout, for a retried invocation; CloudFormation's default is an hour.
   * The timeout of migrations is added to it.
   */
  private static final int SERVICE_TIMEOUT_SECONDS = 600;

  private final String databaseName;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a name is malformed, reserved or used
   *     twice, or the removal policy is neither {@code RETAIN} nor {@code DESTROY}
   */
  public ApplicationDatabase(Construct scope, String id, ApplicationDatabaseProps props) {
    super(scope, id);
    CdkVersion.check("ApplicationDatabase " + getNode().getPath());
    Guard guard = Guard.of("ApplicationDatabase " + getNode().getPath());
    databaseName = guard.databaseName("databaseName", props.getDatabaseName());
    checkOwner(guard, props);
    guard.extensionNames("extensions", props.getExtensions());
    guard.oneOf(
        "databaseRemovalPolicy",
        props.getDatabaseRemovalPolicy(),
        List.of(RemovalPolicy.RETAIN, RemovalPolicy.DESTROY));
    props.getMigrationTimeout().ifPresent(timeout -> MigrationTimeout.check(guard, timeout));
    AuroraCluster cluster = props.getCluster();
    props.getDatabaseTls().check(guard, cluster.getWriter().getHostname());
    warnOf(props.getDatabaseTls());
    AuthenticationMode mode = authenticationMode(guard, props.getUsers());
    UniqueNames.of(this)
        .database(
            guard,
            cluster.identity(),
            props.getDatabaseName(),
            ownerOf(props),
            props.getUsers().stream().map(AppUser::getUserName).toList());
    DatabaseFunction function =
        DatabaseFunction.of(this, cluster, props, props.getMigrationTimeout().isPresent());
    props.getMigrationTimeout().ifPresent(timeout -> function.checkContinuesMigrations(guard));
    if (!function.hasCertificates() && props.getDatabaseTls() == DatabaseTls.VERIFY_FULL) {
      SeparateAuthorities.of(Stack.of(this).getRegion())
          .ifPresent(authorities -> Warning.on(this, "certificateBundle", authorities.warning()));
    }
    function.allowAdministering(guard, cluster, props.getDatabaseTls());
    props.getUsers().forEach(user -> user.secret().ifPresent(function::allowReading));
    props
        .getMigrations()
        .directory()
        .ifPresent(directory -> function.addMigrations(guard, directory));
    CustomResource database =
        CustomResource.Builder.create(this, "Resource")
            .resourceType(RESOURCE_TYPE)
            .serviceToken(function.serviceToken())
            .serviceTimeout(serviceTimeout(props))
            .properties(desiredState(props, mode))
            .build();
    database.getNode().addDependency(function.allowReaching(cluster));
    database.getNode().addDependency(cluster.readiness());
    function.deployInTurn(cluster, database);
    props.getUsers().forEach(user -> user.rotateAfter(database));
  }

  private static Duration serviceTimeout(ApplicationDatabaseProps props) {
    int migrations = props.getMigrationTimeout().map(MigrationTimeout::seconds).orElse(0);
    return Duration.seconds(SERVICE_TIMEOUT_SECONDS + migrations);
  }

  /** The name of the application's database. */
  public String getDatabaseName() {
    return databaseName;
  }

  /** The name of the owner; the function shortens a default name of more than 63 bytes. */
  static String ownerOf(ApplicationDatabaseProps props) {
    return props.getOwnerName().orElse(props.getDatabaseName() + "_owner");
  }

  /** An owner that is also a user could log in and change everything in the database. */
  private static void checkOwner(Guard guard, ApplicationDatabaseProps props) {
    props.getOwnerName().ifPresent(name -> guard.userName("ownerName", name));
    String owner = ownerOf(props);
    guard.check(
        props.getUsers().stream().noneMatch(user -> user.getUserName().equals(owner)),
        "ownerName",
        "is '"
            + owner
            + "', which is the name of a user of the database as well; give the role that owns the"
            + " database a name of its own");
  }

  private void warnOf(DatabaseTls tls) {
    if (tls != DatabaseTls.VERIFY_FULL) {
      Warning.on(
          this,
          "databaseTls",
          "databaseTls=require encrypts without verifying who answers; use verify-full anywhere"
              + " but on a local emulator of AWS.");
    }
  }

  private static AuthenticationMode authenticationMode(Guard guard, List<AppUser> users) {
    List<AuthenticationMode> modes =
        users.stream().map(AppUser::getAuthenticationMode).distinct().toList();
    guard.check(
        modes.size() <= 1,
        "users",
        "log in with secrets and with IAM; use one authentication mode for all users of a database");
    return modes.isEmpty() ? AuthenticationMode.SECRETS : modes.get(0);
  }

  private static Map<String, Object> desiredState(
      ApplicationDatabaseProps props, AuthenticationMode mode) {
    AuroraCluster cluster = props.getCluster();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("Format", FORMAT);
    state.put("Host", cluster.getWriter().getHostname());
    state.put("Port", cluster.getWriter().getPort());
    state.put("AdminSecretArn", cluster.getAdminSecret().getSecretArn());
    state.put("MaintenanceDatabase", "postgres");
    state.put("DatabaseName", props.getDatabaseName());
    props.getOwnerName().ifPresent(name -> state.put("OwnerName", name));
    state.put("Users", props.getUsers().stream().map(AppUser::asProperty).toList());
    state.put("RemovalPolicy", props.getDatabaseRemovalPolicy().name());
    state.put("AuthenticationMode", mode.name());
    state.put("DatabaseTls", props.getDatabaseTls().sslMode());
    state.put("Migrations", props.getMigrations().name());
    props
        .getMigrationTimeout()
        .ifPresent(
            timeout ->
                state.put("MigrationTimeout", String.valueOf(MigrationTimeout.seconds(timeout))));
    if (!props.getExtensions().isEmpty()) {
      state.put("Extensions", props.getExtensions());
    }
    state.put("Adopt", props.isAdopt());
    return state;
  }
}

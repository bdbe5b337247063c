package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.DerivedName;
import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.UniqueNames;
import io.github.auroraproxy.internal.Warning;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.constructs.Construct;

/**
 * Checks the properties of a proxy: refuses what RDS would refuse, and warns of likely mistakes.
 */
final class AuroraProxyGuards {

  private static final int LONGEST_NAME = 63;
  private static final String BOUNDARY = "@aws-cdk/core:permissionsBoundary";
  private static final long LEAST_IDLE_SECONDS = 60;
  private static final long MOST_IDLE_SECONDS = 28_800;

  /** Secrets of one proxy: a quota of RDS. */
  private static final int MOST_USERS = 200;

  private final Construct construct;
  private final AuroraProxyProps props;
  private final Guard guard;

  AuroraProxyGuards(Construct construct, AuroraProxyProps props) {
    this.construct = construct;
    this.props = props;
    this.guard = Guard.of("AuroraProxy " + construct.getNode().getPath());
  }

  /** The proxy's name: the property, or the default. */
  String proxyName() {
    return DerivedName.whilePending(givenOrDefaultName());
  }

  Guard guard() {
    return guard;
  }

  void check() {
    guard.seconds(
        "idleClientTimeout", props.getIdleClientTimeout(), LEAST_IDLE_SECONDS, MOST_IDLE_SECONDS);
    checkPool(props.getConnectionPool());
    guard.check(
        props.getTargetConnectionNetworkType().filter(NetworkType.DUAL::equals).isEmpty(),
        "targetConnectionNetworkType",
        "is DUAL, but a proxy reaches its cluster in one way; use IPV4 or IPV6");
    checkLogGroup();
    guard.check(
        props.getFurtherUsers().size() < MOST_USERS,
        "furtherUsers",
        "are more than RDS Proxy takes; use at most " + MOST_USERS + " users for a proxy");
    UniqueNames.of(construct).proxyName(guard, construct, givenOrDefaultName());
    if (props.getAuthenticationMode().hasIam()) {
      guard.check(
          props.getCluster().iamAuthentication().orElse(true),
          "authenticationMode",
          "is "
              + props.getAuthenticationMode()
              + ", but the cluster's IAM authentication is off; turn it on with"
              + " iamAuthentication(true), or use SECRETS");
    }
    if (hasRotation() && hasBoundary()) {
      Warning.on(
          construct,
          "rotationBoundary",
          "the role of the hosted rotation gets no permissions boundary, since Secrets Manager makes"
              + " it; leave rotation out where roles need one, or rotate with a function of your"
              + " own.");
    }
    if (props.isReadOnlyEndpoint() && props.getCluster().instances() == 1) {
      Warning.on(
          construct,
          "readOnlyEndpoint",
          "the cluster has no reader, so clients of the read-only endpoint would wait in vain; add"
              + " a reader to the cluster.");
    }
    if (props.getCluster().pauses()) {
      Warning.on(
          construct,
          "pausing",
          "the cluster pauses when it is idle (minimum capacity 0), but a proxy in front keeps it"
              + " awake and billed; use a minimum capacity of 0.5 to say so.");
    }
  }

  private void checkPool(ConnectionPool pool) {
    guard.seconds("connectionPool.borrowTimeout", pool.getBorrowTimeout(), 0, 300);
    Number most = pool.getMaxConnectionsPercent();
    guard.between("connectionPool.maxConnectionsPercent", most, 1, 100, "percent");
    boolean isMostKnown = Known.number(most);
    pool.getMaxIdleConnectionsPercent()
        .ifPresent(
            idle ->
                guard.between(
                    "connectionPool.maxIdleConnectionsPercent",
                    idle,
                    0,
                    isMostKnown ? most.longValue() : 100,
                    isMostKnown ? "percent, which is maxConnectionsPercent" : "percent"));
  }

  private boolean hasRotation() {
    return props.getRotation().isPresent()
        || props.getFurtherUsers().stream().anyMatch(user -> user.getRotation().isPresent());
  }

  /** In the properties, or in those of a stage or an app. */
  private boolean hasBoundary() {
    return props.getPermissionsBoundary().isPresent()
        || construct.getNode().tryGetContext(BOUNDARY) != null;
  }

  private void checkLogGroup() {
    String needed = "/aws/rds/proxy/" + proxyName();
    props
        .getLogGroup()
        .map(ILogGroup::getLogGroupName)
        .filter(name -> Known.text(name) && Known.text(needed))
        .ifPresent(
            name ->
                guard.check(
                    name.equals(needed),
                    "logGroup",
                    "is '" + name + "', but RDS logs to '" + needed + "'; use that one"));
    guard.check(
        props.getLogGroup().isEmpty() || props.getLogGroupEncryptionKey().isEmpty(),
        "logGroupEncryptionKey",
        "is for a new log group, but logGroup names one that is there; set the key there");
  }

  /** The name before a pending look-up is replaced; other constructs check it again. */
  String givenOrDefaultName() {
    return guard.rdsName("proxyName", props.getProxyName().orElseGet(this::defaultName));
  }

  private String defaultName() {
    return props
        .getCluster()
        .getName()
        .map(name -> DerivedName.of(name, "-proxy", LONGEST_NAME))
        .orElseGet(
            () ->
                Names.uniqueResourceName(
                    construct,
                    UniqueResourceNameOptions.builder()
                        .maxLength(LONGEST_NAME)
                        .separator("-")
                        .build()));
  }
}

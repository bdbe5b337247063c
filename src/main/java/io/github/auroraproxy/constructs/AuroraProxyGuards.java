package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.Warning;
import java.util.Optional;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.constructs.Construct;

/** What synth can know of a proxy that RDS would refuse, or that its team would regret. */
final class AuroraProxyGuards {

  private static final int LONGEST_NAME = 63;
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

  /** The proxy's name, given or made up. */
  String proxyName() {
    return guard.rdsName("proxyName", props.getProxyName().orElseGet(this::defaultName));
  }

  /** The name of the endpoint to the readers, if one is asked for. */
  Optional<String> readOnlyEndpointName() {
    return props.isReadOnlyEndpoint()
        ? Optional.of(guard.rdsName("readOnlyEndpoint", proxyName() + "-read-only"))
        : Optional.empty();
  }

  void check() {
    guard.between(
        "idleClientTimeout",
        props.getIdleClientTimeout().toSeconds().longValue(),
        LEAST_IDLE_SECONDS,
        MOST_IDLE_SECONDS,
        "seconds");
    props.getConnectionPool().check(guard);
    guard.check(
        props.getFurtherUsers().size() < MOST_USERS,
        "furtherUsers",
        "are more than RDS Proxy takes; use at most " + MOST_USERS + " users for a proxy");
    Claims.of(construct).proxyName(guard, construct, proxyName());
    if (props.getAuthenticationMode() == AuthenticationMode.END_TO_END_IAM) {
      guard.check(
          props.getCluster().iamAuthentication().orElse(true),
          "authenticationMode",
          "is END_TO_END_IAM, but the cluster's IAM authentication is off; turn it on with"
              + " iamAuthentication(true), or use SECRETS");
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

  private String defaultName() {
    return props
        .getCluster()
        .getName()
        .map(name -> name + "-proxy")
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

package io.github.auroraproxy.constructs.monitoring;

import io.github.auroraproxy.internal.Warning;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.rds.CfnEventSubscription;
import software.amazon.awscdk.services.sns.ITopic;
import software.constructs.Construct;

/**
 * A subscription to RDS's events of a proxy in the category failure: too few free addresses in its
 * subnets (RDS-EVENT-0243) and throttled connections (RDS-EVENT-0275). No metric shows either.
 *
 * <p>It is a subscription of RDS, not a rule of EventBridge: that would need a policy of the topic,
 * which takes the place of SNS's own, and with it the permission that CloudWatch's alarms have.
 *
 * @see <a href=
 *     "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.events.html">Working
 *     with RDS Proxy events</a>
 */
final class ProxyEvents {

  private ProxyEvents() {}

  /**
   * @param proxyName the name of a proxy that exists when the subscription is created
   */
  static Optional<CfnEventSubscription> send(Construct scope, String proxyName, ITopic topic) {
    if (Boolean.TRUE.equals(topic.getFifo())) {
      Warning.on(
          scope,
          "fifo-topic",
          "RDS sends no events to FIFO topics, so nobody is told of the proxy's; give the alarms a"
              + " standard topic, or set proxyEvents to false.");
      return Optional.empty();
    }
    return Optional.of(
        CfnEventSubscription.Builder.create(scope, "Events")
            .sourceType("db-proxy")
            .sourceIds(List.of(proxyName))
            .eventCategories(List.of("failure"))
            .snsTopicArn(topic.getTopicArn())
            .build());
  }
}

package io.github.auroraproxy.operations.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.Commands;
import io.github.auroraproxy.operations.aws.Ec2.Rule;
import io.github.auroraproxy.operations.aws.Ec2.SecurityGroup;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;

/** EC2's Query API is called as the SDK's client calls it. */
class Ec2Test {

  private static final String DESCRIBE = "ec2:DescribeSecurityGroups";

  @RegisterExtension final Commands commands = new Commands();

  private final AwsClients aws = new AwsClients(Region.US_EAST_1);

  @BeforeEach
  void threeGroups() {
    for (String id : List.of("sg-1", "sg-2", "sg-3")) {
      commands.account().network().addSecurityGroup(id);
    }
  }

  @AfterEach
  void close() {
    aws.close();
    System.clearProperty("aws.endpointUrlEc2");
    System.clearProperty("aws.useFipsEndpoint");
  }

  private List<SecurityGroup> groups(String... ids) {
    return aws.ec2().securityGroups(List.of(ids));
  }

  @Test
  void readsEveryKindOfPeer() {
    ObjectNode rule =
        ((ArrayNode) commands.account().network().securityGroup("sg-1").get("ipPermissions"))
            .addObject();
    rule.put("ipProtocol", "tcp").put("fromPort", 5432).put("toPort", 5433);
    rule.putArray("groups").addObject().put("groupId", "sg-2");
    rule.putArray("ipRanges").addObject().put("cidrIp", "10.0.0.0/16").put("description", "a < b");
    rule.putArray("ipv6Ranges").addObject().put("cidrIpv6", "2001:db8::/32");
    rule.putArray("prefixListIds").addObject().put("prefixListId", "pl-1");

    assertThat(groups("sg-1"))
        .containsExactly(
            new SecurityGroup(
                List.of(
                    new Rule(
                        "tcp",
                        Optional.of(5432),
                        Optional.of(5433),
                        List.of("sg-2", "10.0.0.0/16", "2001:db8::/32", "pl-1"))),
                List.of()));
  }

  @Test
  void aRuleOfEveryProtocolHasNoPorts() {
    ((ArrayNode) commands.account().network().securityGroup("sg-1").get("ipPermissionsEgress"))
        .addObject()
        .put("ipProtocol", "-1");

    assertThat(groups("sg-1").get(0).egress())
        .containsExactly(new Rule("-1", Optional.empty(), Optional.empty(), List.of()));
  }

  @Test
  void readsEveryPage() {
    assertThat(groups("sg-1", "sg-2", "sg-3")).hasSize(3);
    assertThat(commands.server().calls(DESCRIBE)).hasSize(2);
  }

  @Test
  void readsTheRangesOfSubnets() {
    assertThat(aws.ec2().addressRanges(List.of("subnet-0b2c3d4e5f6071829")))
        .containsExactly("10.0.1.0/24");
  }

  @Test
  void repeatsAThrottledCall() {
    commands.server().failNext(DESCRIBE, 2, new AwsError(503, "RequestLimitExceeded", "Too many"));

    assertThat(groups("sg-1")).hasSize(1);
    assertThat(commands.server().calls(DESCRIBE)).hasSize(3);
  }

  @Tag("long")
  @Test
  void saysThatACallWasThrottledAgainAndAgain() {
    commands.server().failNext(DESCRIBE, 100, new AwsError(503, "RequestLimitExceeded", "No"));

    assertThat(explained())
        .isEqualTo(DESCRIBE + " was throttled by AWS again and again; try later.");
    assertThat(commands.server().calls(DESCRIBE)).hasSize(5);
  }

  @Test
  void namesTheActionToAllow() {
    commands.server().refuse(DESCRIBE);

    assertThat(explained())
        .isEqualTo(
            DESCRIBE
                + " is not allowed to arn:aws:iam::111122223333:user/operator; allow this action in"
                + " a policy of the caller.");
    assertThat(commands.server().calls(DESCRIBE)).as("not repeated").hasSize(1);
  }

  @Test
  void saysWhyAGroupIsNotDescribed() {
    assertThatThrownBy(() -> groups("sg-9"))
        .isInstanceOfSatisfying(
            SdkException.class,
            e ->
                assertThat(AwsFailures.explain(e))
                    .isEqualTo(
                        DESCRIBE
                            + " failed: The security group 'sg-9' does not exist"
                            + " (InvalidGroup.NotFound)"));
  }

  @Test
  void saysThatNothingAnswers() {
    commands.server().close();

    assertThat(explained()).startsWith(DESCRIBE + " got no answer: ");
  }

  @Test
  void asksForCredentials() {
    commands.unset("aws.accessKeyId");
    commands.unset("aws.secretAccessKey");

    assertThat(explained()).startsWith("No AWS credentials were found: ");
  }

  private String explained() {
    return AwsFailures.explain(catchThrowableOfType(SdkException.class, () -> groups("sg-1")));
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1,     false, https://ec2.us-east-1.amazonaws.com",
    "eu-central-1,  false, https://ec2.eu-central-1.amazonaws.com",
    "cn-north-1,    false, https://ec2.cn-north-1.amazonaws.com.cn",
    "us-gov-west-1, false, https://ec2.us-gov-west-1.amazonaws.com",
    "us-east-1,     true,  https://ec2-fips.us-east-1.amazonaws.com"
  })
  void callsTheEndpointOfThePartition(String region, String fips, String endpoint) {
    commands.unset("aws.endpointUrl");
    System.setProperty("aws.useFipsEndpoint", fips);

    assertThat(endpoint(region)).isEqualTo(endpoint);
  }

  @Test
  void callsTheEndpointThatIsSetForItBeforeThatOfAllServices() {
    System.setProperty("aws.endpointUrlEc2", "http://localhost:4566");

    assertThat(endpoint("us-east-1")).isEqualTo("http://localhost:4566");
  }

  private static String endpoint(String region) {
    try (AwsClients there = new AwsClients(Region.of(region))) {
      return there.ec2Endpoint().toString();
    }
  }

  @Test
  void resolvesNoEntityOfADocument() {
    String document = "<!DOCTYPE a [<!ENTITY file SYSTEM \"file:///etc/passwd\">]><a>&file;</a>";

    assertThatThrownBy(
            () ->
                XmlElement.read(
                    new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(XMLStreamException.class);
  }
}

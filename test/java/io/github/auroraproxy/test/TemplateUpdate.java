package io.github.auroraproxy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What CloudFormation does to the resources of a stack when one template follows another.
 *
 * @param replaced types of the resources that are made anew, the old ones then deleted
 * @param removed types of the resources that are deleted, and have no successor
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html">Update
 *     behaviors of stack resources</a>
 */
record TemplateUpdate(Set<String> replaced, Set<String> removed) {

  /** For each type, the properties of which its reference says "Update requires: Replacement". */
  private static final Map<String, Set<String>> REPLACING =
      Map.ofEntries(
          Map.entry("AWS::CDK::Metadata", Set.of()),
          Map.entry("AWS::CloudWatch::Alarm", Set.of("AlarmName")),
          Map.entry("AWS::CloudWatch::Dashboard", Set.of("DashboardName")),
          Map.entry("AWS::EC2::FlowLog", Set.of("LogDestination", "LogGroupName", "ResourceId")),
          Map.entry("AWS::EC2::RouteTable", Set.of("VpcId")),
          Map.entry("AWS::EC2::SecurityGroup", Set.of("GroupDescription", "GroupName", "VpcId")),
          Map.entry(
              "AWS::EC2::SecurityGroupEgress",
              Set.of(
                  "CidrIp",
                  "DestinationPrefixListId",
                  "DestinationSecurityGroupId",
                  "FromPort",
                  "GroupId",
                  "IpProtocol",
                  "ToPort")),
          Map.entry(
              "AWS::EC2::SecurityGroupIngress",
              Set.of(
                  "CidrIp",
                  "FromPort",
                  "GroupId",
                  "IpProtocol",
                  "SourcePrefixListId",
                  "SourceSecurityGroupId",
                  "ToPort")),
          Map.entry("AWS::EC2::Subnet", Set.of("AvailabilityZone", "CidrBlock", "VpcId")),
          Map.entry("AWS::EC2::SubnetRouteTableAssociation", Set.of("RouteTableId", "SubnetId")),
          Map.entry("AWS::EC2::VPC", Set.of("CidrBlock")),
          Map.entry("AWS::EC2::VPCEndpoint", Set.of("ServiceName", "VpcEndpointType", "VpcId")),
          Map.entry("AWS::IAM::ManagedPolicy", Set.of("Description", "ManagedPolicyName", "Path")),
          Map.entry("AWS::IAM::Policy", Set.of()),
          Map.entry("AWS::IAM::Role", Set.of("Path", "RoleName")),
          Map.entry("AWS::KMS::Key", Set.of()),
          Map.entry("AWS::Lambda::Function", Set.of("FunctionName", "PackageType")),
          Map.entry("AWS::Logs::LogGroup", Set.of("LogGroupName")),
          Map.entry(
              "AWS::RDS::DBCluster",
              Set.of(
                  "AvailabilityZones",
                  "DBClusterIdentifier",
                  "DBSubnetGroupName",
                  "DatabaseName",
                  "EngineMode",
                  "KmsKeyId",
                  "MasterUsername",
                  "StorageEncrypted")),
          Map.entry(
              "AWS::RDS::DBClusterParameterGroup",
              Set.of("DBClusterParameterGroupName", "Description", "Family")),
          Map.entry(
              "AWS::RDS::DBInstance",
              Set.of("DBClusterIdentifier", "DBInstanceIdentifier", "DBSubnetGroupName")),
          Map.entry("AWS::RDS::DBProxy", Set.of("DBProxyName", "EngineFamily", "VpcSubnetIds")),
          Map.entry(
              "AWS::RDS::DBProxyEndpoint",
              Set.of("DBProxyEndpointName", "DBProxyName", "VpcSubnetIds")),
          Map.entry("AWS::RDS::DBProxyTargetGroup", Set.of("DBProxyName", "TargetGroupName")),
          Map.entry("AWS::RDS::DBSubnetGroup", Set.of("DBSubnetGroupName")),
          Map.entry("AWS::SNS::Topic", Set.of("TopicName")),
          Map.entry("AWS::SecretsManager::ResourcePolicy", Set.of("SecretId")),
          Map.entry("AWS::SecretsManager::RotationSchedule", Set.of("SecretId")),
          Map.entry("AWS::SecretsManager::Secret", Set.of("Name")),
          Map.entry("AWS::SecretsManager::SecretTargetAttachment", Set.of("SecretId")),
          // Of these it is the physical id that the function answers with.
          Map.entry("Custom::AuroraDatabase", Set.of("DatabaseName", "Host")),
          Map.entry("Custom::ProxyLogin", Set.of()),
          Map.entry("Custom::VpcRestrictDefaultSG", Set.of()));

  static TemplateUpdate between(SynthesizedTemplate before, SynthesizedTemplate after) {
    Map<String, JsonNode> old = resources(before);
    Map<String, JsonNode> next = resources(after);
    Set<String> ids = replacedInPlace(old, next);
    Set<String> gone = new TreeSet<>(old.keySet());
    gone.removeAll(next.keySet());
    Set<String> came = new TreeSet<>(next.keySet());
    came.removeAll(old.keySet());

    Set<String> successors = types(came, next);
    Set<String> replaced = types(ids, next);
    types(gone, old).stream().filter(successors::contains).forEach(replaced::add);
    Set<String> removed = types(gone, old);
    removed.removeAll(successors);
    return new TemplateUpdate(replaced, removed);
  }

  /** With those whose replacing property refers to another that is replaced. */
  private static Set<String> replacedInPlace(
      Map<String, JsonNode> old, Map<String, JsonNode> next) {
    Set<String> replaced = new TreeSet<>();
    Set<String> found;
    do {
      found =
          next.keySet().stream()
              .filter(id -> old.containsKey(id) && !replaced.contains(id))
              .filter(id -> isReplaced(old.get(id), next.get(id), replaced))
              .collect(Collectors.toSet());
    } while (replaced.addAll(found));
    return replaced;
  }

  private static boolean isReplaced(JsonNode old, JsonNode next, Set<String> replaced) {
    String type = type(next);
    assertThat(REPLACING).as("properties that replace").containsKey(type);
    return REPLACING.get(type).stream()
        .anyMatch(
            property -> {
              JsonNode value = next.path("Properties").path(property);
              return !value.equals(old.path("Properties").path(property))
                  || SynthesizedTemplate.referencesOf(value).anyMatch(replaced::contains);
            });
  }

  private static Map<String, JsonNode> resources(SynthesizedTemplate template) {
    Map<String, JsonNode> resources = new TreeMap<>();
    template
        .json()
        .get("Resources")
        .properties()
        .forEach(resource -> resources.put(resource.getKey(), resource.getValue()));
    return resources;
  }

  private static Set<String> types(Set<String> ids, Map<String, JsonNode> resources) {
    return ids.stream()
        .map(id -> type(resources.get(id)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String type(JsonNode resource) {
    return resource.get("Type").asText();
  }
}

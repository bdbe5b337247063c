package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes a tree as the Query protocol does. */
final class Xml {

  /** The lists of RDS whose elements have a name of their own. */
  private static final Map<String, String> ELEMENTS =
      Map.of(
          "DBClusters", "DBCluster",
          "DBClusterMembers", "DBClusterMember",
          "VpcSecurityGroups", "VpcSecurityGroupMembership",
          "TagList", "Tag",
          "DBSubnetGroups", "DBSubnetGroup",
          "Subnets", "Subnet");

  private final String member;

  Xml(String member) {
    this.member = member;
  }

  String element(String name, JsonNode value) {
    if (value.isArray()) {
      String element = ELEMENTS.getOrDefault(name, member);
      return wrap(name, children(value).map(e -> element(element, e)).collect(joined()));
    }
    return wrap(name, value.isObject() ? of(value) : escape(value.asText()));
  }

  String of(JsonNode object) {
    return object.properties().stream()
        .map(entry -> element(entry.getKey(), entry.getValue()))
        .collect(joined());
  }

  private static java.util.stream.Stream<JsonNode> children(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining();
  }

  private static String wrap(String name, String content) {
    return "<" + name + ">" + content + "</" + name + ">";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

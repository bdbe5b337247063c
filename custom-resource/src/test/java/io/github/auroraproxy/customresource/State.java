package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The properties of a resource.
 *
 * @param database the application's
 * @param users its users
 * @param others further properties, or other values of the usual ones
 */
record State(String database, List<User> users, Map<String, JsonNode> others) {

  /** The least that the construct asks for: {@code testdb} with {@code app_user}. */
  static State minimal() {
    return new State("testdb", List.of(User.named("app_user")), Map.of());
  }

  State database(String other) {
    return new State(other, users, others);
  }

  State users(User... other) {
    return new State(database, List.of(other), others);
  }

  State extensions(String... names) {
    ArrayNode extensions = JsonNodeFactory.instance.arrayNode();
    List.of(names).forEach(extensions::add);
    return with("Extensions", extensions);
  }

  State with(String property, String value) {
    return with(property, TextNode.valueOf(value));
  }

  /** The text of one of the further properties, null if it is not among them. */
  String text(String property) {
    return others.containsKey(property) ? others.get(property).asText() : null;
  }

  private State with(String property, JsonNode value) {
    Map<String, JsonNode> more = new TreeMap<>(others);
    more.put(property, value);
    return new State(database, users, more);
  }

  State destroyed() {
    return with("RemovalPolicy", "DESTROY");
  }

  State adopting() {
    return with("Adopt", "true");
  }

  State endToEndIam() {
    return in("END_TO_END_IAM");
  }

  State in(String authenticationMode) {
    return with("AuthenticationMode", authenticationMode);
  }

  ObjectNode properties(String host, int port) {
    ObjectNode properties =
        JsonNodeFactory.instance
            .objectNode()
            .put("ServiceToken", "arn:aws:lambda:us-east-1:111122223333:function:provider")
            .put("Host", host)
            .put("Port", String.valueOf(port))
            .put("AdminSecretArn", TestCluster.arn(TestCluster.ADMIN_SECRET))
            .put("DatabaseName", database);
    others.forEach(properties::set);
    ArrayNode array = properties.putArray("Users");
    users.forEach(user -> user.writeTo(array.addObject()));
    return properties;
  }
}

package io.github.auroraproxy.customresource.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.util.List;
import java.util.Set;

/**
 * The properties of {@code Custom::ProxyLogin}, the login check: which users have to be able to log
 * in through which proxy.
 *
 * @param proxyName the proxy's name
 * @param proxyResourceId the last part of its ARN, such as {@code prx-0123456789abcdef0}
 * @param endpoint the proxy's endpoint
 * @param port 1 to 65535
 * @param database to log in to
 * @param users as whom, at least one
 * @param authenticationMode {@code SECRETS} by default
 * @param tls {@code verify-full} by default
 */
public record LoginCheckProperties(
    String proxyName,
    String proxyResourceId,
    String endpoint,
    int port,
    Identifier database,
    List<Identifier> users,
    AuthenticationMode authenticationMode,
    DatabaseTls tls) {

  private static final Set<String> PROPERTIES =
      Set.of(
          "ServiceToken",
          "ServiceTimeout",
          "ProxyName",
          "ProxyResourceId",
          "Endpoint",
          "Port",
          "DatabaseName",
          "Users",
          "AuthenticationMode",
          "DatabaseTls");

  /**
   * @param json the event's {@code ResourceProperties}
   * @throws FunctionException if one is missing, unknown or out of range
   */
  public static LoginCheckProperties parse(JsonNode json) {
    PropertyReader properties = PropertyReader.of(json, PROPERTIES);
    List<Identifier> users =
        properties.texts("Users").stream()
            .map(user -> Identifier.role(user, "Property Users"))
            .toList();
    if (users.isEmpty()) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "Property Users is empty; name the users that have to be able to log in.");
    }
    String endpoint = HostName.checked(properties.required("Endpoint"), "Property Endpoint");
    return new LoginCheckProperties(
        properties.required("ProxyName"),
        properties.required("ProxyResourceId"),
        endpoint,
        properties.port("Port"),
        Identifier.database(properties.required("DatabaseName"), "Property DatabaseName"),
        users,
        AuthenticationMode.of(properties),
        DatabaseTls.of(properties, endpoint));
  }

  /** {@code host:port}, for messages. */
  public String address() {
    return endpoint + ":" + port;
  }
}

package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.login.DatabaseUserArns;
import io.github.auroraproxy.customresource.login.LoginCheck;
import io.github.auroraproxy.customresource.login.LoginTokens;
import io.github.auroraproxy.customresource.login.ProxyEndpoint;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.state.Identifier;
import io.github.auroraproxy.customresource.state.LoginCheckProperties;
import java.util.stream.Collectors;

/**
 * {@code Custom::ProxyLogin}, the login check: each user logs in through the proxy. A Delete does
 * nothing.
 */
final class LoginCheckResource implements ResourceHandler {

  private final FunctionEnvironment environment;

  LoginCheckResource(FunctionEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public JsonNode handle(Request request, Deadline deadline, Journal journal) {
    if (request.type() == Request.Type.DELETE) {
      return Response.of(request.physicalResourceId().orElse("proxy-login"));
    }
    LoginCheckProperties login = LoginCheckProperties.parse(request.properties());
    LoginTokens tokens = environment.tokens().get();
    new LoginCheck(
            new ProxyEndpoint(environment.driver(), environment.rootCertificates(), login, tokens),
            login,
            DatabaseUserArns.of(request.resource().stackId(), tokens.region()),
            deadline,
            journal)
        .run();
    ObjectNode answer = Response.of("proxy-login/%s".formatted(login.endpoint()));
    answer
        .putObject("Data")
        .put("ProxyName", login.proxyName())
        .put(
            "Users",
            login.users().stream().map(Identifier::value).collect(Collectors.joining(",")));
    return answer;
  }
}

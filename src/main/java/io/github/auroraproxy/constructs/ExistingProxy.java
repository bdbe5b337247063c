package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.CdkVersion;
import io.github.auroraproxy.internal.CreationSource;
import io.github.auroraproxy.internal.Known;
import io.github.auroraproxy.internal.Warning;
import io.github.auroraproxy.internal.lookup.LookedUpProxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.constructs.Construct;

/**
 * Everything that makes an existing proxy usable: the application's users and database, alarms, a
 * dashboard, and a login check. The proxy itself is looked up by its name, and not changed.
 *
 * <p>With {@link AuthenticationMode#SECRETS} the users' secrets have to be registered with the
 * proxy, by {@link #getRegistrationCommand()}, and its role has to be allowed to read them. Until
 * the look-up finds them registered, synth warns and there is no login check. {@link
 * AuthenticationMode#SWITCHING_TO_SECRETS} takes the users out of {@code rds_iam} only then. For
 * {@link AuthenticationMode#SWITCHING_TO_IAM} whoever owns the proxy has to let it log in with IAM
 * before, and for the mode after a step, to take the other way from it afterwards.
 */
public class ExistingProxy extends Construct {

  private final String proxyName;
  private final LookedUpProxy proxy;
  private final List<AppUser> users;
  private final ApplicationDatabase database;
  private final Optional<String> registrationCommand;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if a property has a value that AWS or
   *     PostgreSQL would refuse, or the proxy is not found
   */
  public ExistingProxy(Construct scope, String id, ExistingProxyProps props) {
    super(scope, id);
    CdkVersion.check("ExistingProxy " + getNode().getPath());
    proxyName = props.getProxyName();
    proxy = new LookedUpProxy(this, "Proxy", proxyName);
    ProxyParts parts = new ProxyParts(this, props, proxyName);
    List<Map<String, Object>> known =
        props.getAuthenticationMode().hasSecrets() ? proxy.auth() : List.of();
    AuthenticationMode mode = authenticationMode(props, known);
    users =
        parts.users(
            user ->
                AppUserProps.builder()
                    .from(user)
                    .authenticationMode(mode)
                    .secretName(SecretRegistration.secretName(proxyName, user.getUserName()))
                    .build());
    database = parts.database(users);
    registrationCommand = registration(known);
    if (props.isLoginCheck() && registrationCommand.isEmpty()) {
      parts
          .login(proxy.arn(), proxy.endpoint(), proxy.securityGroups(), users)
          .getNode()
          .addDependency(database);
    }
    parts.monitoring(Optional.empty());
    CreationSource.tag(this);
  }

  /** The proxy's name. */
  public String getProxyName() {
    return proxyName;
  }

  /** The proxy's ARN. */
  public String getProxyArn() {
    return proxy.arn();
  }

  /** The host of the proxy. */
  public String getEndpoint() {
    return proxy.endpoint();
  }

  /** The application's users. */
  public List<AppUser> getUsers() {
    return users;
  }

  /** The application's database. */
  public ApplicationDatabase getDatabase() {
    return database;
  }

  /**
   * The AWS CLI command that registers the users' secrets with the proxy; empty if they are
   * registered.
   */
  public Optional<String> getRegistrationCommand() {
    return registrationCommand;
  }

  /** Until the secrets are registered, the cluster continues to ask for tokens. */
  private static AuthenticationMode authenticationMode(
      ExistingProxyProps props, List<Map<String, Object>> known) {
    boolean registered =
        Stream.concat(Stream.of((AppUserOptions) props), props.getFurtherUsers().stream())
            .map(AppUserOptions::getUserName)
            .allMatch(name -> SecretRegistration.isKnown(props.getProxyName(), known, name));
    return props.getAuthenticationMode() == AuthenticationMode.SWITCHING_TO_SECRETS && !registered
        ? AuthenticationMode.SWITCHING_TO_IAM
        : props.getAuthenticationMode();
  }

  private Optional<String> registration(List<Map<String, Object>> known) {
    SecretRegistration registration = new SecretRegistration(proxyName, known, users);
    List<AppUser> missing = registration.missing();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    Warning.on(
        this,
        "register-secrets",
        "proxy "
            + proxyName
            + " has no secret of "
            + missing.stream()
                .map(AppUser::getUserName)
                .map(name -> Known.text(name) ? name : "a user known at deployment only")
                .collect(Collectors.joining(", "))
            + ", so logins are not checked yet; after this deployment allow the proxy's role"
            + " to read the secrets, run the command of the output RegisterSecrets, clear the"
            + " proxy's answers with 'cdk context', and deploy again.");
    return Optional.of(registration.command(this));
  }
}

package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.Guard;
import io.github.auroraproxy.internal.NagSuppression;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;
import software.constructs.IDependable;

/**
 * A database user of the application: its name, its privileges, and the secret with its generated
 * password, attached to the cluster. {@link ApplicationDatabase} creates the role in the database.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy-setup.html">
 *     Database credentials of RDS Proxy</a>
 */
public class AppUser extends Construct {

  /** Long enough without punctuation, which would have to be escaped in a URL. */
  private static final int PASSWORD_LENGTH = 32;

  private final AppUserProps props;
  private final Optional<ISecret> secret;
  private final Optional<PasswordRotation> rotation;

  /**
   * @throws io.github.auroraproxy.InvalidPropertyException if the name is malformed or reserved, a
   *     number is out of range, a role can't have a setting, or a rotation is set for a user
   *     without a secret
   */
  public AppUser(Construct scope, String id, AppUserProps props) {
    super(scope, id);
    this.props = props;
    Guard guard = Guard.of("AppUser " + getNode().getPath());
    guard.userName("userName", props.getUserName());
    props
        .getConnectionLimit()
        .ifPresent(
            limit -> guard.between("connectionLimit", limit, -1, Integer.MAX_VALUE, "connections"));
    props.getSettings().keySet().forEach(name -> guard.parameterName("settings", name));
    props
        .getExecutableRoutines()
        .forEach(routine -> guard.routineName("executableRoutines", routine));
    guard.check(
        props.getAuthenticationMode().byPassword() || props.getRotation().isEmpty(),
        "rotation",
        "is asked for where no password is used; leave it out, or use the authentication mode"
            + " SECRETS");
    secret =
        props.getAuthenticationMode().hasSecrets() ? Optional.of(credentials()) : Optional.empty();
    rotation =
        props
            .getRotation()
            .map(
                every ->
                    new PasswordRotation(
                        this, "Rotation", guard, props.getCluster(), getSecret(), every));
  }

  /** The user's name in PostgreSQL. */
  public String getUserName() {
    return props.getUserName();
  }

  /** What the user may do in the application's database. */
  public Privileges getPrivileges() {
    return props.getPrivileges();
  }

  /** How the proxy logs in as this user. */
  public AuthenticationMode getAuthenticationMode() {
    return props.getAuthenticationMode();
  }

  /**
   * The secret's attachment to the cluster, so that a resource that uses the secret depends on it.
   *
   * @throws IllegalStateException with {@link AuthenticationMode#END_TO_END_IAM}, which has none
   */
  public ISecret getSecret() {
    return secret.orElseThrow(
        () ->
            new IllegalStateException(
                getUserName() + " has no secret, since its proxy logs in with IAM"));
  }

  /** The secret, if the user has one. */
  Optional<ISecret> secret() {
    return secret;
  }

  /** The first rotation logs in as the user, so it waits until the user exists. */
  void rotateAfter(IDependable role) {
    rotation.ifPresent(schedule -> schedule.getNode().addDependency(role));
  }

  /** The user as the custom resource's property. */
  Map<String, Object> asProperty() {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("Username", getUserName());
    secret.ifPresent(known -> property.put("SecretArn", known.getSecretArn()));
    property.put("Privileges", getPrivileges().name());
    props.getConnectionLimit().ifPresent(limit -> property.put("ConnectionLimit", limit));
    if (!props.getSettings().isEmpty()) {
      property.put("Settings", new TreeMap<>(props.getSettings()));
    }
    if (!props.getExecutableRoutines().isEmpty()) {
      property.put("ExecutableRoutines", props.getExecutableRoutines());
    }
    return property;
  }

  private void justify(Secret credentials) {
    String unrotated =
        "The password is known to the proxy and the database only, since clients log in with IAM"
            + " tokens; rotation is a team's own choice.";
    if (props.getRotation().isEmpty()) {
      NagSuppression.on(
          credentials,
          new NagSuppression("AwsSolutions-SMG4", unrotated),
          new NagSuppression("NIST.800.53.R5-SecretsManagerRotationEnabled", unrotated));
    }
    if (props.getEncryptionKey().isEmpty()) {
      NagSuppression.on(
          credentials,
          new NagSuppression(
              "NIST.800.53.R5-SecretsManagerUsingKMSKey",
              "Secrets Manager encrypts the secret with its own key, and a team that wants a"
                  + " customer key gives it as encryptionKey."));
    }
  }

  private ISecret credentials() {
    Secret credentials =
        Secret.Builder.create(this, "Secret")
            .description("Credentials for " + getUserName() + " database user")
            .secretName(props.getSecretName().orElse(null))
            .encryptionKey(props.getEncryptionKey().orElse(null))
            .generateSecretString(
                SecretStringGenerator.builder()
                    .secretStringTemplate("{\"username\":\"" + getUserName() + "\"}")
                    .generateStringKey("password")
                    .passwordLength(PASSWORD_LENGTH)
                    .excludePunctuation(true)
                    .build())
            .build();
    justify(credentials);
    return credentials.attach(props.getCluster().getCluster());
  }
}

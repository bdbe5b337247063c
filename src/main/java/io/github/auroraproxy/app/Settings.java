package io.github.auroraproxy.app;

import io.github.auroraproxy.internal.Guard;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import software.constructs.Node;

/** The values of all settings, read from the CDK context and checked. */
public final class Settings {

  private final Guard guard = Guard.of("Context");
  private final Map<Setting<?>, Object> values = new HashMap<>();

  private Settings(Function<String, ?> context) {
    for (Setting<?> setting : Setting.all()) {
      String text = Objects.toString(context.apply(setting.key()), setting.defaultValue()).strip();
      values.put(setting, setting.type().parser().parse(guard, setting.key(), text));
    }
    checkTogether();
  }

  /**
   * Reads the context of a construct tree.
   *
   * @throws io.github.auroraproxy.InvalidPropertyException if a value is not allowed
   */
  public static Settings from(Node node) {
    return from(node::tryGetContext);
  }

  /**
   * Reads the settings by their keys.
   *
   * @param context the value of each key, or null for the default
   * @throws io.github.auroraproxy.InvalidPropertyException if a value is not allowed; the message
   *     names the key, the value and what is allowed
   */
  public static Settings from(Function<String, ?> context) {
    return new Settings(context);
  }

  /** The value of a setting. */
  @SuppressWarnings("unchecked") // The value was made by the setting's own type.
  public <T> T get(Setting<T> setting) {
    return (T) values.get(setting);
  }

  private void checkTogether() {
    guard.check(
        get(Setting.PROXY).isEmpty() || get(Setting.CLUSTER).isPresent(),
        Setting.CLUSTER.key(),
        "is empty, but proxy is '"
            + get(Setting.PROXY).orElse("")
            + "'; name the cluster behind that proxy with -c cluster=NAME");
    guard.between(
        Setting.MAX_IDLE_CONNECTIONS_PERCENT.key(),
        get(Setting.MAX_IDLE_CONNECTIONS_PERCENT),
        0,
        get(Setting.MAX_CONNECTIONS_PERCENT),
        "percent");
  }
}

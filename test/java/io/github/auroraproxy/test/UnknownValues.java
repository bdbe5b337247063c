package io.github.auroraproxy.test;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.IStableNumberProducer;
import software.amazon.awscdk.IStableStringProducer;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.IManagedPolicy;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.ssm.StringParameter;

/** The values of each type that synth does not know: tokens and pending look-ups. */
final class UnknownValues {

  private static final Type MAP = type("map");
  private static final Map<Type, List<Variant>> BY_TYPE =
      Map.ofEntries(
          Map.entry(String.class, texts()),
          Map.entry(Number.class, numbers()),
          Map.entry(Duration.class, durations()),
          Map.entry(type("texts"), lists()),
          Map.entry(MAP, maps()),
          Map.entry(SubnetSelection.class, subnets()),
          Map.entry(ISecurityGroup.class, groups()),
          Map.entry(type("groups"), groups()),
          Map.entry(IKey.class, keys()),
          Map.entry(ISecret.class, secrets()),
          Map.entry(ITopic.class, topics()),
          Map.entry(IManagedPolicy.class, policies()),
          Map.entry(ILogGroup.class, logGroups()));

  private UnknownValues() {}

  /**
   * @param value given the stack that it is to be used in
   */
  record Variant(String name, Function<Stack, Object> value) {}

  /** Empty for a type whose values synth always knows. */
  static List<Variant> of(Type type) {
    return BY_TYPE.getOrDefault(bare(type), List.of());
  }

  static Type bare(Type type) {
    return type instanceof ParameterizedType optional && optional.getRawType() == Optional.class
        ? optional.getActualTypeArguments()[0]
        : type;
  }

  private static List<Variant> texts() {
    return List.of(
        new Variant("parameter", stack -> new CfnParameter(stack, "Value").getValueAsString()),
        new Variant("lazy", UnknownValues::lazy),
        new Variant("import", stack -> "a" + Fn.importValue("Exported")),
        new Variant("pending", UnknownValues::pending));
  }

  private static List<Variant> numbers() {
    return List.of(
        new Variant("parameter", UnknownValues::number),
        new Variant("lazy", stack -> Lazy.number((IStableNumberProducer) () -> 42)));
  }

  private static List<Variant> durations() {
    return List.of(
        new Variant("seconds", stack -> Duration.seconds(number(stack))),
        new Variant("minutes", stack -> Duration.minutes(number(stack))));
  }

  private static List<Variant> lists() {
    return List.of(
        new Variant(
            "listParameter",
            stack ->
                CfnParameter.Builder.create(stack, "List")
                    .type("CommaDelimitedList")
                    .build()
                    .getValueAsList()),
        new Variant("splitImport", stack -> Fn.split(",", Fn.importValue("Exported"))),
        new Variant(
            "parameters",
            stack ->
                List.of(
                    new CfnParameter(stack, "One").getValueAsString(),
                    new CfnParameter(stack, "Two").getValueAsString())),
        new Variant("pending", stack -> List.of(pending(stack), pending(stack, "/other"))));
  }

  private static List<Variant> maps() {
    return List.of(
        new Variant(
            "unknownValue",
            stack ->
                Map.of("statement_timeout", new CfnParameter(stack, "Value").getValueAsString())),
        new Variant(
            "unknownKey",
            stack -> Map.of(new CfnParameter(stack, "Value").getValueAsString(), "5s")),
        new Variant("pendingKey", stack -> Map.of(pending(stack), "5s")));
  }

  private static List<Variant> subnets() {
    return List.of(
        new Variant(
            "withoutZone",
            stack ->
                SubnetSelection.builder()
                    .subnets(
                        List.of(
                            Subnet.fromSubnetId(stack, "A", "subnet-0a1b2c3d4e5f6a7b1"),
                            Subnet.fromSubnetId(stack, "B", "subnet-0a1b2c3d4e5f6a7b2")))
                    .build()),
        new Variant(
            "splitImport",
            stack ->
                SubnetSelection.builder()
                    .subnets(
                        List.of(
                            Subnet.fromSubnetId(
                                stack, "All", Fn.split(",", Fn.importValue("Subnets")).get(0))))
                    .build()));
  }

  private static List<Variant> groups() {
    return List.of(
        new Variant("imported", stack -> group(stack, unique(stack), true)),
        new Variant("immutable", stack -> group(stack, unique(stack), false)),
        new Variant(
            "parameter",
            stack -> group(stack, new CfnParameter(stack, "Value").getValueAsString(), true)),
        new Variant(
            "pending",
            stack -> SecurityGroup.fromLookupById(stack, "Found", "sg-0123456789abcdef2")));
  }

  private static List<Variant> keys() {
    return List.of(
        new Variant("aliasByName", stack -> Alias.fromAliasName(stack, "Key", "alias/orders")),
        new Variant("aliasOfANewKey", stack -> new Key(stack, "Key").addAlias("orders")),
        new Variant(
            "parameter",
            stack ->
                Key.fromKeyArn(stack, "Key", new CfnParameter(stack, "Value").getValueAsString())));
  }

  private static List<Variant> secrets() {
    return List.of(
        new Variant(
            "parameter",
            stack ->
                Secret.fromSecretCompleteArn(
                    stack, "Secret", new CfnParameter(stack, "Value").getValueAsString())),
        new Variant("byName", stack -> Secret.fromSecretNameV2(stack, "Secret", "admin")),
        new Variant(
            "byPartialArn",
            stack ->
                Secret.fromSecretPartialArn(
                    stack,
                    "Secret",
                    "arn:aws:secretsmanager:us-east-1:111122223333:secret:admin")));
  }

  private static List<Variant> topics() {
    return List.of(
        new Variant(
            "parameter",
            stack ->
                Topic.fromTopicArn(
                    stack, "Topic", new CfnParameter(stack, "Value").getValueAsString())));
  }

  private static List<Variant> policies() {
    return List.of(
        new Variant(
            "parameter",
            stack ->
                ManagedPolicy.fromManagedPolicyName(
                    stack, "Boundary", new CfnParameter(stack, "Value").getValueAsString())));
  }

  private static List<Variant> logGroups() {
    return List.of(
        new Variant(
            "parameter",
            stack ->
                LogGroup.fromLogGroupName(
                    stack, "Existing", new CfnParameter(stack, "Value").getValueAsString())),
        new Variant(
            "pending", stack -> LogGroup.fromLogGroupName(stack, "Existing", pending(stack))));
  }

  private static ISecurityGroup group(Stack stack, String id, boolean mutable) {
    return SecurityGroup.fromSecurityGroupId(
        stack, "Group", id, SecurityGroupImportOptions.builder().mutable(mutable).build());
  }

  /** A group of each case's own, since EC2 takes each rule once. */
  private static String unique(Stack stack) {
    return "sg-%017x".formatted(stack.getStackName().hashCode());
  }

  private static String lazy(Stack stack) {
    String later = new CfnParameter(stack, "Later").getValueAsString();
    return Lazy.string((IStableStringProducer) () -> later);
  }

  private static Number number(Stack stack) {
    return CfnParameter.Builder.create(stack, "Value").type("Number").build().getValueAsNumber();
  }

  private static String pending(Stack stack) {
    return pending(stack, "/shop/value");
  }

  private static String pending(Stack stack, String parameter) {
    return StringParameter.valueFromLookup(stack, parameter);
  }

  private static Type type(String field) {
    try {
      return Types.class.getDeclaredField(field).getGenericType();
    } catch (NoSuchFieldException e) {
      throw new IllegalArgumentException(field, e);
    }
  }

  /** Java has no literals for types with parameters. */
  @SuppressWarnings("UnusedVariable")
  private static final class Types {
    List<String> texts;
    List<ISecurityGroup> groups;
    Map<String, String> map;
  }
}

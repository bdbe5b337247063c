package io.github.auroraproxy.test;

import io.github.auroraproxy.constructs.AppUser;
import io.github.auroraproxy.constructs.AppUserProps;
import io.github.auroraproxy.constructs.ApplicationDatabase;
import io.github.auroraproxy.constructs.ApplicationDatabaseProps;
import io.github.auroraproxy.constructs.AuroraCluster;
import io.github.auroraproxy.constructs.AuroraClusterAttributes;
import io.github.auroraproxy.constructs.AuroraClusterLookup;
import io.github.auroraproxy.constructs.AuroraProxy;
import io.github.auroraproxy.constructs.AuroraProxyProps;
import io.github.auroraproxy.constructs.ConnectionPool;
import io.github.auroraproxy.constructs.ExistingProxy;
import io.github.auroraproxy.constructs.ExistingProxyProps;
import io.github.auroraproxy.constructs.FunctionNetwork;
import io.github.auroraproxy.constructs.LoginCheck;
import io.github.auroraproxy.constructs.LoginCheckProps;
import io.github.auroraproxy.constructs.ProxyEndpoint;
import io.github.auroraproxy.constructs.ProxyRole;
import io.github.auroraproxy.constructs.ProxyRoleProps;
import io.github.auroraproxy.constructs.ProxyUser;
import io.github.auroraproxy.constructs.monitoring.AlarmOptions;
import io.github.auroraproxy.constructs.monitoring.AlarmSet;
import io.github.auroraproxy.constructs.monitoring.AlarmSettings;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarm;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarms;
import io.github.auroraproxy.constructs.monitoring.ProxyAlarmsProps;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboard;
import io.github.auroraproxy.constructs.monitoring.ProxyDashboardProps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterAttributes;
import software.amazon.awscdk.services.rds.IDatabaseCluster;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** Every construct with its properties, and how to build it with one of them changed. */
final class PropertyTable {

  static final Environment ENVIRONMENT =
      Environment.builder().account("111122223333").region("us-east-1").build();

  /** Of these, synth knows the values always: they are of this library, or no values at all. */
  private static final Set<Type> ALWAYS_KNOWN =
      Set.of(
          AuroraCluster.class,
          ConnectionPool.class,
          FunctionNetwork.class,
          ProxyAlarms.class,
          RemovalPolicy.class,
          IVpc.class,
          Boolean.class,
          boolean.class);

  static final List<Subject> SUBJECTS =
      List.of(
          subject(
              "AppUser",
              AppUserProps.class,
              stack ->
                  AppUserProps.builder().cluster(cluster(stack)).userName(unique(stack) + "_user"),
              (stack, builder) ->
                  new ApplicationDatabase(
                      stack,
                      "Database",
                      ApplicationDatabaseProps.builder()
                          .cluster(cluster(stack))
                          .databaseName(unique(stack))
                          .addUsers(new AppUser(stack, "User", builder.build()))
                          .build())),
          subject(
              "ApplicationDatabase",
              ApplicationDatabaseProps.class,
              stack ->
                  ApplicationDatabaseProps.builder()
                      .cluster(cluster(stack))
                      .databaseName(unique(stack))
                      .ownerName(unique(stack) + "_owner"),
              (stack, builder) -> new ApplicationDatabase(stack, "Database", builder.build())),
          subject(
              "ProxyUser",
              ProxyUser.class,
              stack -> ProxyUser.builder().userName(unique(stack)),
              (stack, builder) -> proxy(stack, props -> props.addFurtherUsers(builder.build()))),
          subject(
              "AuroraProxy",
              AuroraProxyProps.class,
              PropertyTable::proxyProps,
              (stack, builder) -> new AuroraProxy(stack, "Proxy", builder.build())),
          subject(
              "ProxyEndpoint",
              ProxyEndpoint.class,
              stack -> ProxyEndpoint.builder().name("batch"),
              (stack, builder) -> proxy(stack, props -> props.addEndpoints(builder.build()))),
          subject(
              "ConnectionPool",
              ConnectionPool.class,
              stack -> ConnectionPool.builder(),
              (stack, builder) -> proxy(stack, props -> props.connectionPool(builder.build()))),
          subject(
              "FunctionNetwork",
              FunctionNetwork.class,
              stack -> FunctionNetwork.builder(),
              (stack, builder) -> proxy(stack, props -> props.functionNetwork(builder.build()))),
          subject(
              "ExistingProxy",
              ExistingProxyProps.class,
              stack ->
                  ExistingProxyProps.builder()
                      .cluster(cluster(stack))
                      .alarmSettings(AlarmSettings.builder().namePrefix(unique(stack)).build())
                      .dashboardName(unique(stack))
                      .proxyName("aurora-demo-existing")
                      .databaseName(unique(stack))
                      .userName(unique(stack) + "_user"),
              (stack, builder) -> new ExistingProxy(stack, "Proxy", builder.build())),
          subject(
              "ProxyRole",
              ProxyRoleProps.class,
              stack ->
                  ProxyRoleProps.builder()
                      .cluster(cluster(stack))
                      .addUsers(
                          new AppUser(
                              stack,
                              "User",
                              AppUserProps.builder().cluster(cluster(stack)).build())),
              (stack, builder) -> new ProxyRole(stack, "Role", builder.build())),
          subject(
              "ProxyAlarms",
              ProxyAlarmsProps.class,
              stack ->
                  ProxyAlarmsProps.builder().proxyName(unique(stack)).alarmSet(AlarmSet.EXTENDED),
              (stack, builder) -> new ProxyAlarms(stack, "Alarms", builder.build())),
          subject(
              "AlarmOptions",
              AlarmOptions.class,
              stack -> AlarmOptions.builder(),
              (stack, builder) ->
                  new ProxyAlarms(
                      stack,
                      "Alarms",
                      ProxyAlarmsProps.builder()
                          .proxyName(unique(stack))
                          .alarmSet(AlarmSet.EXTENDED)
                          .putOptions(ProxyAlarm.WRITER_AVAILABILITY, builder.build())
                          .build())),
          subject(
              "ProxyDashboard",
              ProxyDashboardProps.class,
              stack -> ProxyDashboardProps.builder().proxyName(unique(stack)),
              (stack, builder) -> new ProxyDashboard(stack, "Dashboard", builder.build())),
          subject(
              "LoginCheck",
              LoginCheckProps.class,
              PropertyTable::loginProps,
              (stack, builder) -> new LoginCheck(stack, "Login", builder.build())),
          subject(
              "AuroraCluster.fromAttributes",
              AuroraClusterAttributes.class,
              stack -> AuroraClusterAttributes.builder().vpc(vpc(stack)).adminSecret(secret(stack)),
              (stack, builder) ->
                  proxyOf(stack, AuroraCluster.fromAttributes(imported(stack), builder.build()))),
          subject(
              "AuroraCluster.fromLookup",
              AuroraClusterLookup.class,
              stack -> AuroraClusterLookup.builder().clusterName("aurora-demo"),
              (stack, builder) ->
                  proxyOf(stack, AuroraCluster.fromLookup(stack, "Cluster", builder.build()))));

  private PropertyTable() {}

  @SuppressWarnings("unchecked")
  private static <B> Subject subject(
      String name, Class<?> props, Function<Stack, B> minimal, BiConsumer<Stack, B> construct) {
    return new Subject(
        name, props, minimal::apply, (stack, builder) -> construct.accept(stack, (B) builder));
  }

  /** One property of one interface. */
  record Property(String name, Type type) {}

  /**
   * @param props the interface that has the properties
   * @param minimal a builder with what is required
   * @param construct makes the construct of the builder
   */
  record Subject(
      String name,
      Class<?> props,
      Function<Stack, Object> minimal,
      BiConsumer<Stack, Object> construct) {

    List<Property> properties() {
      return all().filter(property -> !UnknownValues.of(property.type()).isEmpty()).toList();
    }

    /** Those of a type of which nobody has said whether synth can know its values. */
    List<Property> unclassified() {
      return all()
          .filter(property -> UnknownValues.of(property.type()).isEmpty())
          .filter(property -> !isAlwaysKnown(UnknownValues.bare(property.type())))
          .toList();
    }

    void build(Stack stack, Property property, Object value) {
      Object builder = minimal.apply(stack);
      set(builder, property, value);
      construct.accept(stack, builder);
    }

    private Stream<Property> all() {
      return Arrays.stream(props.getMethods())
          .filter(
              method ->
                  method.getParameterCount() == 0 && method.getName().matches("(get|is)[A-Z].*"))
          .map(method -> new Property(nameOf(method), method.getGenericReturnType()))
          .distinct()
          .sorted(Comparator.comparing(Property::name));
    }
  }

  private static boolean isAlwaysKnown(Type type) {
    if (type instanceof ParameterizedType collection) {
      return Arrays.stream(collection.getActualTypeArguments()).anyMatch(PropertyTable::isOurs);
    }
    return ALWAYS_KNOWN.contains(type) || isOurs(type) || isEnum(type);
  }

  private static boolean isOurs(Type type) {
    return type.getTypeName().startsWith("io.github.auroraproxy.constructs.");
  }

  private static boolean isEnum(Type type) {
    return type instanceof Class<?> known && known.isEnum();
  }

  private static String nameOf(Method getter) {
    String name = getter.getName().replaceFirst("^(get|is)", "");
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static void set(Object builder, Property property, Object value) {
    Object argument =
        property.type() instanceof ParameterizedType list
                && list.getRawType() == List.class
                && !(value instanceof List)
            ? List.of(value)
            : value;
    Method setter =
        Arrays.stream(builder.getClass().getMethods())
            .filter(method -> method.getName().equals(property.name()))
            .filter(method -> method.getParameterCount() == 1)
            .filter(method -> method.getParameterTypes()[0] != Optional.class)
            .findFirst()
            .orElseThrow();
    try {
      setter.invoke(builder, argument);
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AuroraCluster cluster(Stack stack) {
    return AuroraCluster.fromAttributes(
        imported(stack),
        AuroraClusterAttributes.builder().vpc(vpc(stack)).adminSecret(secret(stack)).build());
  }

  private static AuroraProxyProps.Builder proxyProps(Stack stack) {
    return AuroraProxyProps.builder()
        .cluster(cluster(stack))
        .proxyName(unique(stack))
        .databaseName(unique(stack))
        .userName(unique(stack) + "_user");
  }

  private static void proxy(
      Stack stack, Function<AuroraProxyProps.Builder, AuroraProxyProps.Builder> change) {
    new AuroraProxy(stack, "Proxy", change.apply(proxyProps(stack)).build());
  }

  private static void proxyOf(Stack stack, AuroraCluster cluster) {
    new AuroraProxy(
        stack,
        "Proxy",
        AuroraProxyProps.builder()
            .cluster(cluster)
            .proxyName(unique(stack))
            .databaseName(unique(stack))
            .userName(unique(stack) + "_user")
            .build());
  }

  private static LoginCheckProps.Builder loginProps(Stack stack) {
    return LoginCheckProps.builder()
        .cluster(cluster(stack))
        .proxyName("orders")
        .proxyArn("arn:aws:rds:us-east-1:111122223333:db-proxy:prx-0123456789abcdef0")
        .endpoint("orders.proxy-abcdefghijkl.us-east-1.rds.amazonaws.com")
        .databaseName("orders")
        .userNames(List.of("orders"))
        .securityGroups(
            List.of(
                SecurityGroup.fromSecurityGroupId(stack, "ProxyGroup", "sg-0123456789abcdef9")));
  }

  private static IDatabaseCluster imported(Stack stack) {
    return stack.getNode().tryFindChild("Imported") instanceof IDatabaseCluster existing
        ? existing
        : DatabaseCluster.fromDatabaseClusterAttributes(
            stack,
            "Imported",
            DatabaseClusterAttributes.builder()
                .clusterIdentifier("aurora-demo")
                .clusterEndpointAddress(
                    "aurora-demo.cluster-0a1b2c3d4e5f.us-east-1.rds.amazonaws.com")
                .port(5432)
                .engine(AnotherTeam.POSTGRESQL)
                .securityGroups(
                    List.of(
                        SecurityGroup.fromSecurityGroupId(
                            stack, "ClusterGroup", "sg-0123456789abcdef8")))
                .build());
  }

  private static IVpc vpc(Stack stack) {
    return stack.getNode().tryFindChild("Vpc") instanceof IVpc existing
        ? existing
        : Vpc.fromVpcAttributes(
            stack,
            "Vpc",
            VpcAttributes.builder()
                .vpcId("vpc-0123456789abcdef0")
                .availabilityZones(List.of("us-east-1a", "us-east-1b"))
                .privateSubnetIds(List.of("subnet-0a1b2c3d4e5f6a7c1", "subnet-0a1b2c3d4e5f6a7c2"))
                .privateSubnetRouteTableIds(
                    List.of("rtb-0a1b2c3d4e5f6a7c1", "rtb-0a1b2c3d4e5f6a7c2"))
                .build());
  }

  private static ISecret secret(Stack stack) {
    return stack.getNode().tryFindChild("Admin") instanceof ISecret existing
        ? existing
        : Secret.fromSecretCompleteArn(
            stack,
            "Admin",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!cluster-0a1b2c-AbCdEf");
  }

  /** So that no two cases claim the same. */
  private static String unique(Stack stack) {
    return stack.getStackName().toLowerCase(Locale.ROOT);
  }
}

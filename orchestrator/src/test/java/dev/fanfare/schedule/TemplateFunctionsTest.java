package dev.fanfare.schedule;

import static dev.fanfare.schedule.Template.at;
import static dev.fanfare.schedule.Template.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template's functions, and the logs. */
class TemplateFunctionsTest {

  private static final String FUNCTION = "AWS::Serverless::Function";
  private static final List<String> WORKERS = List.of("Worker1", "Worker2", "Worker6");

  private static final Object NETWORK = Map.of(
      "SubnetIds", Map.of("!Split", List.of(",", "!Ref VpcSubnetIds")),
      "SecurityGroupIds", Map.of("!Split", List.of(",", "!Ref VpcSecurityGroupIds")));

  private final Template file = Template.read();

  /** The stack with scheduled runs. */
  private final Template template = file.where("HasScheduledRuns", "IsScheduled", "HasOwnTopicKey");

  TemplateFunctionsTest() throws IOException {}

  @Test
  void every_function_is_in_the_vpc() {
    assertThat(file.where("HasScheduledRuns", "HasVpc").properties(FUNCTION))
        .hasSize(4)
        .allSatisfy((name, function) -> assertThat(at(function, "VpcConfig")).isEqualTo(NETWORK));
    assertThat(template.properties(FUNCTION))
        .allSatisfy((name, function) -> assertThat(map(function)).doesNotContainKey("VpcConfig"));
  }

  @Test
  void sam_makes_no_role_or_policy_of_its_own() {
    assertThat(template.properties(FUNCTION)).hasSize(4).allSatisfy((name, function) -> {
      assertThat(at(function, "Role"))
          .isEqualTo(
              WORKERS.contains(name) ? "!GetAtt WorkerRole.Arn" : "!GetAtt OrchestratorRole.Arn");
      assertThat(map(function)).doesNotContainKeys("Policies", "Events");
    });
    assertThat(at(machine(), "Role")).isEqualTo("!GetAtt ScheduledRunRole.Arn");
    assertThat(at(machine(), "Events", "Schedule", "Properties", "RoleArn"))
        .isEqualTo("!GetAtt SchedulerRole.Arn");
    assertThat(map(machine())).doesNotContainKey("Policies");
  }

  @ParameterizedTest
  @CsvSource({"Worker1, 1769", "Worker2, 3538", "Worker6, 10240", "Orchestrator, 1769"})
  void a_function_has_its_memory_and_comes_as_maven_built_it(String name, int memoryMb) {
    assertThat(at(resource(name), "MemorySize")).isEqualTo(memoryMb);
    assertThat(template.at("Resources", name, "Metadata", "SkipBuild")).isEqualTo(true);
  }

  @Test
  void functions_run_to_lambdas_limit_with_the_second_compiler_and_are_not_retried_by_lambda() {
    Object globals = template.at("Globals", "Function");

    assertThat(at(globals, "Runtime")).isEqualTo("java25");
    assertThat(at(globals, "Timeout")).isEqualTo(900);
    assertThat(at(globals, "EventInvokeConfig", "MaximumRetryAttempts")).isEqualTo(0);
    assertThat(at(globals, "EventInvokeConfig", "MaximumEventAgeInSeconds")).isEqualTo(300);
    assertThat(at(globals, "Environment", "Variables"))
        .isEqualTo(Map.of(
            "JAVA_TOOL_OPTIONS",
            "-XX:+TieredCompilation -XX:TieredStopAtLevel=4",
            "FANFARE_BUCKET",
            "!Ref Bucket"));
    assertThat(template.properties(FUNCTION).values())
        .allSatisfy(function -> assertThat(map(function))
            .doesNotContainKeys("Runtime", "Timeout", "EventInvokeConfig", "Environment"));
  }

  @Test
  void logs_do_not_stay_for_ever() {
    assertThat(template.properties("AWS::Logs::LogGroup"))
        .containsOnlyKeys("WorkerLogs", "OrchestratorLogs", "ScheduledRunLogs")
        .allSatisfy((name, group) ->
            assertThat(at(group, "RetentionInDays")).isEqualTo("!Ref LogRetentionDays"));
    assertThat(file.where("HasScheduledRuns", "HasKmsKey").properties("AWS::Logs::LogGroup"))
        .allSatisfy((name, group) -> assertThat(at(group, "KmsKeyId")).isEqualTo("!Ref KmsKeyArn"));
    assertThat(template.properties(FUNCTION))
        .allSatisfy((name, function) -> assertThat(at(function, "LoggingConfig", "LogGroup"))
            .isEqualTo(WORKERS.contains(name) ? "!Ref WorkerLogs" : "!Ref OrchestratorLogs"));
  }

  @ParameterizedTest
  @CsvSource({
    "functions, Worker1",
    "functions, Worker2",
    "functions, Worker6",
    "orchestrator, Orchestrator"
  })
  void the_code_is_the_jar_that_the_module_builds(String module, String function)
      throws IOException {
    Path code = Path.of((String) at(resource(function), "CodeUri"));

    assertThat(code.getParent()).isEqualTo(Path.of(module, "target"));
    assertThat(Files.readString(Path.of("..", module, "pom.xml")))
        .contains("<outputFile>${project.build.directory}/" + code.getFileName() + "</outputFile>");
  }

  @Test
  void every_functions_handler_is_a_handler() throws Exception {
    for (Object function : template.properties(FUNCTION).values()) {
      Class<?> handler = Class.forName((String) at(function, "Handler"));

      assertThat(handler).isAssignableTo(RequestStreamHandler.class);
      assertThat(handler.getConstructor()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"Worker1", "Worker2", "Worker6"})
  void a_workers_concurrency_is_reserved_if_it_is_asked_for(String name) {
    assertThat(at(
            file.where("Has" + name + "Concurrency").at("Resources", name),
            "Properties",
            "ReservedConcurrentExecutions"))
        .isEqualTo("!Ref " + name + "Concurrency");
    assertThat(map(resource(name))).doesNotContainKey("ReservedConcurrentExecutions");
  }

  @Test
  void a_worker_for_90_minutes_is_on_instances_in_the_vpc_and_runs_one_batch_at_a_time() {
    Object worker = longWorker("WorkerLong");

    assertThat(at(worker, "Timeout")).isEqualTo(5_400);
    assertThat(at(worker, "MemorySize")).isEqualTo(2_048);
    assertThat(at(worker, "PublishToLatestPublished")).isEqualTo(true);
    assertThat(at(worker, "CapacityProviderConfig"))
        .isEqualTo(Map.of(
            "Arn",
            "!GetAtt LongWorkerInstances.Arn",
            "ExecutionEnvironmentMemoryGiBPerVCpu",
            2,
            "PerExecutionEnvironmentMaxConcurrency",
            1));
    assertThat(map(worker)).doesNotContainKeys("VpcConfig", "ReservedConcurrentExecutions");
    assertThat(at(longWorker("LongWorkerInstances"), "VpcConfig")).isEqualTo(NETWORK);
    assertThat(at(longWorker("LongWorkerInstances"), "CapacityProviderScalingConfig"))
        .isEqualTo(Map.of("MaxVCpuCount", "!Ref LongWorkerMaxVcpus", "ScalingMode", "Auto"));
  }

  @Test
  void what_waits_for_an_instance_is_not_retried_by_lambda_and_waits_as_long_as_its_caller() {
    Object invocations = longWorker("WorkerLongInvocations");

    assertThat(at(invocations, "FunctionName")).isEqualTo("!Ref WorkerLong");
    assertThat(at(invocations, "Qualifier")).isEqualTo("$LATEST.PUBLISHED");
    assertThat(at(invocations, "MaximumRetryAttempts")).isEqualTo(0);
    assertThat(at(invocations, "MaximumEventAgeInSeconds"))
        .isEqualTo(at(longWorker("WorkerLong"), "Timeout"));
  }

  private Object longWorker(String name) {
    return file.where("HasVpc", "HasLongWorker").at("Resources", name, "Properties");
  }

  private Object machine() {
    return resource("ScheduledRun");
  }

  private Object resource(String name) {
    return template.at("Resources", name, "Properties");
  }
}

package dev.fanfare.schedule;

import static dev.fanfare.schedule.Template.at;
import static dev.fanfare.schedule.Template.list;
import static dev.fanfare.schedule.Template.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the template may not lose, and what no role may gain. Whether it is valid, {@code .ci/lint-template} tells. */
class TemplateTest {

  private static final String FUNCTION = "AWS::Serverless::Function";
  private static final List<String> WORKERS = List.of("Worker1", "Worker2", "Worker6");

  private final Template template = Template.read();

  TemplateTest() throws IOException {}

  @Test
  void these_are_all_the_roles() {
    assertThat(template.properties("AWS::IAM::Role").keySet())
        .containsExactlyInAnyOrder(
            "WorkerRole", "OrchestratorRole", "ScheduledRunRole", "SchedulerRole");
  }

  @Test
  void a_worker_may_write_logs_and_nothing_else() {
    assertThat(template.allowed("WorkerRole"))
        .containsExactlyInAnyOrder(
            "logs:CreateLogStream on !GetAtt WorkerLogs.Arn",
            "logs:PutLogEvents on !GetAtt WorkerLogs.Arn");
  }

  @Test
  void the_orchestrator_may_invoke_the_workers_and_use_the_bucket() {
    assertThat(template.allowed("OrchestratorRole"))
        .containsExactlyInAnyOrder(
            "lambda:InvokeFunction on !GetAtt Worker1.Arn",
            "lambda:InvokeFunction on !GetAtt Worker2.Arn",
            "lambda:InvokeFunction on !GetAtt Worker6.Arn",
            "lambda:GetFunctionConfiguration on !GetAtt Worker1.Arn",
            "lambda:GetFunctionConfiguration on !GetAtt Worker2.Arn",
            "lambda:GetFunctionConfiguration on !GetAtt Worker6.Arn",
            "s3:GetObject on !Sub ${Bucket.Arn}/jobs/*",
            "s3:GetObject on !Sub ${Bucket.Arn}/runs/*",
            "s3:PutObject on !Sub ${Bucket.Arn}/runs/*",
            "s3:GetObject on !Sub ${Bucket.Arn}/blobs/*",
            "s3:PutObject on !Sub ${Bucket.Arn}/blobs/*",
            "s3:ListBucket on !GetAtt Bucket.Arn",
            "logs:CreateLogStream on !GetAtt OrchestratorLogs.Arn",
            "logs:PutLogEvents on !GetAtt OrchestratorLogs.Arn");
  }

  @Test
  void the_state_machine_may_call_the_orchestrator_and_publish() {
    assertThat(template.allowed("ScheduledRunRole"))
        .containsExactlyInAnyOrder(
            "lambda:InvokeFunction on !GetAtt Orchestrator.Arn",
            "sns:Publish on !Ref Topic",
            "kms:Decrypt on !GetAtt TopicKey.Arn",
            "kms:GenerateDataKey on !GetAtt TopicKey.Arn");
  }

  @Test
  void the_scheduler_may_start_the_state_machine_and_leave_what_it_cannot_start() {
    assertThat(template.allowed("SchedulerRole"))
        .containsExactlyInAnyOrder(
            "states:StartExecution on !Ref ScheduledRun",
            "sqs:SendMessage on !GetAtt UndeliveredStarts.Arn");
  }

  @ParameterizedTest
  @CsvSource({
    "WorkerRole, lambda.amazonaws.com",
    "OrchestratorRole, lambda.amazonaws.com",
    "ScheduledRunRole, states.amazonaws.com",
    "SchedulerRole, scheduler.amazonaws.com"
  })
  void a_role_is_for_one_service_and_has_no_policies_but_its_own(String name, String service) {
    Map<String, Object> role = map(resource(name));

    assertThat(role).containsOnlyKeys("AssumeRolePolicyDocument", "Policies");
    assertThat(list(at(role, "AssumeRolePolicyDocument", "Statement")))
        .singleElement()
        .satisfies(statement ->
            assertThat(at(statement, "Principal")).isEqualTo(Map.of("Service", service)));
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

  @Test
  void only_alarms_of_this_account_publish_to_the_topic_by_its_policies() {
    assertThat(Template.allowed(at(resource("TopicPolicy"), "PolicyDocument")))
        .containsExactly("sns:Publish on !Ref Topic");
    for (Object policy : List.of(
        at(resource("TopicPolicy"), "PolicyDocument"), at(resource("TopicKey"), "KeyPolicy"))) {
      assertThat(list(at(policy, "Statement")))
          .filteredOn(statement ->
              at(statement, "Principal").equals(Map.of("Service", "cloudwatch.amazonaws.com")))
          .singleElement()
          .satisfies(statement -> assertThat(at(statement, "Condition"))
              .isEqualTo(
                  Map.of("StringEquals", Map.of("aws:SourceAccount", "!Ref AWS::AccountId"))));
    }
  }

  @Test
  void the_account_administers_the_key_and_alarms_use_it() {
    Object policy = at(resource("TopicKey"), "KeyPolicy");

    assertThat(list(at(policy, "Statement")))
        .extracting(statement -> at(statement, "Principal"))
        .containsExactly(
            Map.of("AWS", "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:root"),
            Map.of("Service", "cloudwatch.amazonaws.com"));
    assertThat(list(at(policy, "Statement")))
        .flatExtracting(statement -> list(at(statement, "Action")))
        .hasSize(19)
        .allSatisfy(action -> assertThat((String) action).matches("kms:[A-Za-z]+"));
  }

  @Test
  void the_bucket_is_private_encrypted_and_refuses_what_comes_without_tls() {
    assertThat(map(at(resource("Bucket"), "PublicAccessBlockConfiguration")))
        .hasSize(4)
        .allSatisfy((name, blocked) -> assertThat(blocked).isEqualTo(true));
    assertThat(at(resource("Bucket"), "BucketEncryption").toString()).contains("AES256");
    assertThat(list(at(resource("BucketPolicy"), "PolicyDocument", "Statement")))
        .singleElement()
        .satisfies(statement -> {
          assertThat(at(statement, "Effect")).isEqualTo("Deny");
          assertThat(at(statement, "Action")).isEqualTo("s3:*");
          assertThat(at(statement, "Condition"))
              .isEqualTo(Map.of("Bool", Map.of("aws:SecureTransport", "false")));
        });
  }

  @Test
  void runs_expire_and_unfinished_uploads_are_aborted_after_a_day() {
    assertThat(list(at(resource("Bucket"), "LifecycleConfiguration", "Rules")))
        .extracting(Object::toString)
        .containsExactly(
            "{Id=ExpireRuns, Status=Enabled, Prefix=runs/, ExpirationInDays=!Ref RunRetentionDays}",
            "{Id=AbortUnfinishedUploads, Status=Enabled, "
                + "AbortIncompleteMultipartUpload={DaysAfterInitiation=1}}");
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
        .containsOnlyKeys("WorkerLogs", "OrchestratorLogs")
        .allSatisfy((name, group) -> assertThat(at(group, "RetentionInDays")).isEqualTo(30));
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

  @Test
  void the_schedule_is_off_unless_it_is_asked_for() {
    Object schedule = at(machine(), "Events", "Schedule", "Properties");

    assertThat(at(schedule, "State")).isEqualTo("!Ref ScheduleState");
    assertThat(template.at("Parameters", "ScheduleState", "Default")).isEqualTo("DISABLED");
    assertThat(at(schedule, "DeadLetterConfig", "Arn")).isEqualTo("!GetAtt UndeliveredStarts.Arn");
    assertThat((String) at(schedule, "Input")).contains("<aws.scheduler.scheduled-time>");
  }

  @Test
  void queue_and_topic_are_encrypted_and_alarms_reach_the_topic() {
    assertThat(at(resource("UndeliveredStarts"), "SqsManagedSseEnabled")).isEqualTo(true);
    assertThat(at(resource("Topic"), "KmsMasterKeyId")).isEqualTo("!Ref TopicKey");
    assertThat(template.properties("AWS::CloudWatch::Alarm"))
        .containsOnlyKeys("FailedRunAlarm", "UndeliveredStartAlarm")
        .allSatisfy((name, alarm) ->
            assertThat(at(alarm, "AlarmActions")).isEqualTo(List.of("!Ref Topic")));
    assertThat(at(resource("FailedRunAlarm"), "Metrics").toString())
        .contains("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted");
  }

  @Test
  void names_come_from_the_stack() {
    Set<String> given = Set.of(
        "FunctionName",
        "BucketName",
        "QueueName",
        "TopicName",
        "RoleName",
        "LogGroupName",
        "AlarmName",
        "StateMachineName");
    map(template.at("Resources")).forEach((name, resource) -> {
      Map<String, Object> properties = map(at(resource, "Properties"));
      given.stream()
          .filter(properties::containsKey)
          .forEach(key -> assertThat((String) properties.get(key))
              .as(name + "." + key)
              .startsWith("!Sub ${AWS::StackName}-"));
    });
  }

  private Object machine() {
    return resource("ScheduledRun");
  }

  private Object resource(String name) {
    return template.at("Resources", name, "Properties");
  }
}

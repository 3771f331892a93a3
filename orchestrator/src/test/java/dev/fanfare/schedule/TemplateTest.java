package dev.fanfare.schedule;

import static dev.fanfare.schedule.Template.at;
import static dev.fanfare.schedule.Template.list;
import static dev.fanfare.schedule.Template.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the template may not lose, and what no role may gain. Whether it is valid, {@code .ci/lint-template} tells. */
class TemplateTest {

  private static final Set<String> INTERFACES = Set.of(
      "ec2:AssignPrivateIpAddresses on *",
      "ec2:CreateNetworkInterface on *",
      "ec2:DeleteNetworkInterface on *",
      "ec2:DescribeNetworkInterfaces on *",
      "ec2:DescribeSubnets on *",
      "ec2:UnassignPrivateIpAddresses on *");
  private static final Set<String> USE_OF_THE_KEY =
      Set.of("kms:Decrypt on !Ref KmsKeyArn", "kms:GenerateDataKey on !Ref KmsKeyArn");

  private final Template file = Template.read();

  /** The stack with scheduled runs. */
  private final Template template = file.where("HasScheduledRuns", "IsScheduled", "HasOwnTopicKey");

  TemplateTest() throws IOException {}

  @Test
  void these_are_all_the_roles_and_policies() {
    assertThat(template.properties("AWS::IAM::Role").keySet())
        .containsExactlyInAnyOrder(
            "WorkerRole", "OrchestratorRole", "ScheduledRunRole", "SchedulerRole");
    assertThat(template.properties("AWS::IAM::ManagedPolicy").keySet())
        .containsExactly("CallerPolicy");
  }

  @Test
  void a_stack_without_scheduled_runs_has_nothing_that_costs_at_rest() {
    assertThat(file.at("Parameters", "ScheduleState", "Default")).isEqualTo("NONE");
    assertThat(map(file.where().at("Resources")).keySet())
        .containsExactlyInAnyOrder(
            "Bucket",
            "BucketPolicy",
            "Worker1",
            "Worker2",
            "Worker6",
            "WorkerLogs",
            "WorkerRole",
            "CallerPolicy");
  }

  @Test
  void a_stack_has_no_instances_unless_they_are_asked_for() {
    Template withInstances = file.where("HasVpc", "HasLongWorker");

    assertThat(file.at("Parameters", "LongWorkerMaxVcpus", "Default")).isEqualTo("");
    assertThat(map(withInstances.at("Resources")).keySet())
        .filteredOn(name -> !map(file.where().at("Resources")).containsKey(name))
        .containsExactlyInAnyOrder(
            "WorkerLong",
            "WorkerLongInvocations",
            "LongWorkerInstances",
            "LongWorkerInstancesRole");
  }

  @Test
  void instances_are_lambdas_to_manage_by_the_policy_that_lambda_requires() {
    Map<String, Object> role = map(file.where("HasVpc", "HasLongWorker")
        .at("Resources", "LongWorkerInstancesRole", "Properties"));

    assertThat(role).containsOnlyKeys("AssumeRolePolicyDocument", "ManagedPolicyArns");
    assertThat(at(role, "ManagedPolicyArns"))
        .isEqualTo(List.of(
            "!Sub arn:${AWS::Partition}:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator"));
    assertThat(list(at(role, "AssumeRolePolicyDocument", "Statement")))
        .extracting(statement -> at(statement, "Principal"))
        .containsExactly(Map.of("Service", "lambda.amazonaws.com"));
  }

  @Test
  void callers_may_invoke_the_worker_on_instances_too() {
    assertThat(file.where("HasVpc", "HasLongWorker").allowed("CallerPolicy"))
        .contains("lambda:InvokeFunction on !GetAtt WorkerLong.Arn")
        .hasSize(file.where().allowed("CallerPolicy").size() + 3);
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
            "kms:GenerateDataKey on !GetAtt TopicKey.Arn",
            "logs:CreateLogDelivery on *",
            "logs:DeleteLogDelivery on *",
            "logs:DescribeLogGroups on *",
            "logs:DescribeResourcePolicies on *",
            "logs:GetLogDelivery on *",
            "logs:ListLogDeliveries on *",
            "logs:PutResourcePolicy on *",
            "logs:UpdateLogDelivery on *",
            "xray:GetSamplingRules on *",
            "xray:GetSamplingTargets on *",
            "xray:PutTelemetryRecords on *",
            "xray:PutTraceSegments on *");
  }

  @Test
  void the_scheduler_may_start_the_state_machine_and_leave_what_it_cannot_start() {
    assertThat(template.allowed("SchedulerRole"))
        .containsExactlyInAnyOrder(
            "states:StartExecution on !Ref ScheduledRun",
            "sqs:SendMessage on !GetAtt UndeliveredStarts.Arn");
  }

  @ParameterizedTest
  @CsvSource({"OrchestratorRole", "ScheduledRunRole", "SchedulerRole", "CallerPolicy"})
  void with_a_key_of_the_users_who_reads_or_writes_what_it_encrypts_may_use_it(String name) {
    Set<String> before = template.allowed(name);
    Set<String> with = file.where("HasScheduledRuns", "HasKmsKey").allowed(name);

    assertThat(with).containsAll(USE_OF_THE_KEY);
    assertThat(before)
        .filteredOn(action -> !action.startsWith("kms:"))
        .containsExactlyElementsOf(
            with.stream().filter(action -> !USE_OF_THE_KEY.contains(action)).toList());
  }

  @Test
  void a_worker_has_no_use_of_the_users_key() {
    assertThat(file.where("HasKmsKey").allowed("WorkerRole"))
        .isEqualTo(template.allowed("WorkerRole"));
  }

  @ParameterizedTest
  @CsvSource({"WorkerRole", "OrchestratorRole"})
  void in_a_vpc_lambda_makes_interfaces_by_a_functions_role_and_the_functions_code_may_not(
      String name) {
    Template inVpc = file.where("HasScheduledRuns", "HasVpc");

    assertThat(inVpc.allowed(name)).containsAll(INTERFACES);
    assertThat(inVpc.allowed(name)).hasSize(template.allowed(name).size() + INTERFACES.size());
    Object policy =
        list(at(inVpc.at("Resources", name), "Properties", "Policies")).get(1);
    assertThat(list(at(policy, "PolicyDocument", "Statement")))
        .filteredOn(statement -> at(statement, "Effect").equals("Deny"))
        .singleElement()
        .satisfies(statement -> {
          assertThat(list(at(statement, "Action"))).hasSize(INTERFACES.size());
          assertThat(at(statement, "Resource")).isEqualTo("*");
          assertThat(at(statement, "Condition"))
              .isEqualTo(Map.of("Null", Map.of("lambda:SourceFunctionArn", "false")));
        });
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
    assertThat(at(
            file.where("HasScheduledRuns", "HasPermissionsBoundary").at("Resources", name),
            "Properties",
            "PermissionsBoundary"))
        .isEqualTo("!Ref PermissionsBoundaryArn");
    assertThat(list(at(role, "AssumeRolePolicyDocument", "Statement")))
        .singleElement()
        .satisfies(statement ->
            assertThat(at(statement, "Principal")).isEqualTo(Map.of("Service", service)));
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
    Template withKey = file.where("HasKmsKey");
    assertThat(map(at(resource("Bucket"), "PublicAccessBlockConfiguration")))
        .hasSize(4)
        .allSatisfy((name, blocked) -> assertThat(blocked).isEqualTo(true));
    assertThat(at(resource("Bucket"), "BucketEncryption").toString()).contains("AES256");
    assertThat(at(withKey.at("Resources", "Bucket"), "Properties", "BucketEncryption")
            .toString())
        .contains("aws:kms", "!Ref KmsKeyArn");
    assertThat(denied("TlsOnly"))
        .containsEntry("Action", "s3:*")
        .containsEntry("Condition", Map.of("Bool", Map.of("aws:SecureTransport", "false")));
  }

  @Test
  void the_bucket_refuses_a_result_that_may_replace_another() {
    assertThat(denied("ResultsAreWrittenOnce"))
        .containsEntry("Action", "s3:PutObject")
        .containsEntry("Resource", "!Sub ${Bucket.Arn}/runs/*/results/*")
        .containsEntry("Condition", Map.of("Null", Map.of("s3:if-none-match", "true")));
  }

  private Map<String, Object> denied(String sid) {
    List<?> statements = list(at(resource("BucketPolicy"), "PolicyDocument", "Statement"));
    assertThat(statements).hasSize(2).allSatisfy(statement -> {
      assertThat(at(statement, "Effect")).isEqualTo("Deny");
      assertThat(at(statement, "Principal")).isEqualTo("*");
    });
    return map(statements.stream()
        .filter(statement -> at(statement, "Sid").equals(sid))
        .findFirst()
        .orElseThrow());
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

  @Test
  void the_schedule_is_off_unless_it_is_asked_for() {
    Object schedule = at(machine(), "Events", "Schedule", "Properties");

    assertThat(at(schedule, "State")).isEqualTo("ENABLED");
    assertThat(file.where("HasScheduledRuns").at("Resources", "ScheduledRun").toString())
        .contains("State=DISABLED");
    assertThat(at(schedule, "DeadLetterConfig", "Arn")).isEqualTo("!GetAtt UndeliveredStarts.Arn");
    assertThat((String) at(schedule, "Input")).contains("<aws.scheduler.scheduled-time>");
  }

  @Test
  void queue_and_topic_are_encrypted_and_alarms_reach_the_topic() {
    Template withKey = file.where("HasScheduledRuns", "HasKmsKey");
    assertThat(at(resource("UndeliveredStarts"), "SqsManagedSseEnabled")).isEqualTo(true);
    assertThat(at(resource("Topic"), "KmsMasterKeyId")).isEqualTo("!Ref TopicKey");
    assertThat(List.of("UndeliveredStarts", "Topic"))
        .allSatisfy(
            name -> assertThat(at(withKey.at("Resources", name), "Properties", "KmsMasterKeyId"))
                .isEqualTo("!Ref KmsKeyArn"));
    assertThat(map(withKey.at("Resources"))).doesNotContainKey("TopicKey");
    assertThat(template.properties("AWS::CloudWatch::Alarm"))
        .containsOnlyKeys("StoppedRunAlarm", "UndeliveredStartAlarm")
        .allSatisfy((name, alarm) ->
            assertThat(at(alarm, "AlarmActions")).isEqualTo(List.of("!Ref Topic")));
  }

  @Test
  void an_execution_that_fails_publishes_that_itself_and_the_alarm_is_for_those_that_cannot() {
    assertThat(at(resource("StoppedRunAlarm"), "Metrics").toString())
        .contains("ExecutionsTimedOut", "ExecutionsAborted")
        .doesNotContain("ExecutionsFailed");
    map(at(machine(), "Definition", "States")).forEach((name, state) -> {
      if (map(state).getOrDefault("Next", "").equals("Failed")) {
        assertThat(name).isEqualTo("NotifyFailure");
      }
    });
  }

  @Test
  void executions_are_logged_and_traced() {
    assertThat(at(machine(), "Tracing", "Enabled")).isEqualTo(true);
    assertThat(at(machine(), "Logging", "Destinations").toString())
        .contains("!GetAtt ScheduledRunLogs.Arn");
  }

  @Test
  void a_scheduled_run_does_not_take_more_than_an_accounts_usual_concurrency() {
    assertThat(file.at("Parameters", "ScheduleConcurrency", "MaxValue")).isEqualTo(1000);
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
              .matches("!Sub (/aws/vendedlogs/states/)?\\$\\{AWS::StackName}-.*"));
    });
  }

  private Object machine() {
    return resource("ScheduledRun");
  }

  private Object resource(String name) {
    return template.at("Resources", name, "Properties");
  }
}

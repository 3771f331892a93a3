"""Translates the SAM template as CloudFormation would, with each parameter at its default and at another value, and leaves the
results for cfn-lint: what is inside a condition is there or not, as in a stack. Checks every resulting policy for wildcards. Extracts
the state machine, which cfn-lint does not check inside a template."""

import copy
import json
import logging
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

OTHER = {
    "Architecture": "x86_64",
    "RunRetentionDays": 7,
    "Worker1Concurrency": "200",
    "Worker2Concurrency": "100",
    "Worker6Concurrency": "50",
    "LongWorkerMaxVcpus": "64",
    "LogRetentionDays": 365,
    "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    "PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary",
    "VpcSubnetIds": "subnet-00000000000000001,subnet-00000000000000002",
    "VpcSecurityGroupIds": "sg-00000000000000001",
    "ScheduleState": "ENABLED",
    "ScheduleExpression": "rate(1 day)",
    "ScheduleTimezone": "Europe/Berlin",
    "ScheduleJobs": "jobs/nightly.jsonl",
    "ScheduleVcpus": 2,
    "ScheduleConcurrency": 1000,
    "NotificationEmail": "me@example.com",
}

# These actions know no resources (Service Authorization Reference).
WITHOUT_RESOURCES = {
    "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
    "lambda:GetAccountSettings",
    "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
    "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
}

# Lambda requires this policy of AWS, and AWS adds to it.
MANAGED_POLICIES = [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator"}]

NO_VALUE = {"Ref": "AWS::NoValue"}


class NoManagedPolicies:
    def load(self):
        return {}


def load(path):
    return json.loads(json.dumps(yaml_parse(Path(path).read_text())))


def cases(template):
    """Values of all parameters, by the case's name: one parameter at its other value, and one at its default."""
    defaults = {name: parameter["Default"] for name, parameter in template["Parameters"].items()}
    if defaults.keys() != OTHER.keys():
        sys.exit(f"OTHER must have a value for each parameter; only one has: {defaults.keys() ^ OTHER.keys()}")
    yield "defaults", defaults
    yield "others", OTHER
    for name in defaults:
        yield f"other-{name}", defaults | {name: OTHER[name]}
        yield f"default-{name}", OTHER | {name: defaults[name]}
    # One alone is not allowed.
    network = ["VpcSubnetIds", "VpcSecurityGroupIds", "LongWorkerMaxVcpus"]
    yield "other-network", defaults | {name: OTHER[name] for name in network}
    yield "default-network", OTHER | {name: defaults[name] for name in network}


class Stack:
    """The template of a stack with those values of its parameters."""

    def __init__(self, template, values):
        self.template = copy.deepcopy(template)
        self.values = values
        for name, value in values.items():
            self.template["Parameters"][name]["Default"] = value

    def is_true(self, condition):
        (function, arguments), = condition.items()
        if function == "Condition":
            return self.is_true(self.template["Conditions"][arguments])
        if function == "Fn::Equals":
            one, other = (self.values[side["Ref"]] if isinstance(side, dict) else side for side in arguments)
            return str(one) == str(other)
        known = {"Fn::Not": lambda all: not all[0], "Fn::And": all, "Fn::Or": any}
        return known[function]([self.is_true(argument) for argument in arguments])

    def is_allowed(self):
        return all(
            self.is_true(assertion["Assert"])
            for rule in self.template["Rules"].values()
            if self.is_true(rule["RuleCondition"])
            for assertion in rule["Assertions"]
        )

    def translated(self):
        for resource in self.template["Resources"].values():
            if "CodeUri" in resource.get("Properties", {}):
                resource["Properties"]["CodeUri"] = "s3://bucket/key"
        stack = transform(copy.deepcopy(self.template), self.values, NoManagedPolicies())
        stack = self.decided({name: part for name, part in stack.items() if name not in ("Conditions", "Rules")})
        for part in stack["Resources"], stack["Outputs"]:
            for value in part.values():
                value.pop("Condition", None)
        return stack

    def decided(self, value):
        """Without conditions: what they decide for."""
        if isinstance(value, list):
            return [item for item in map(self.decided, value) if item != NO_VALUE]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"Fn::If"}:
            condition, then, otherwise = value["Fn::If"]
            return self.decided(then if self.is_true({"Condition": condition}) else otherwise)
        parts = {name: self.decided(part) for name, part in value.items() if self.is_there(part)}
        return {name: part for name, part in parts.items() if part != NO_VALUE}

    def is_there(self, part):
        condition = part.get("Condition") if isinstance(part, dict) else None
        return not isinstance(condition, str) or self.is_true({"Condition": condition})


def each(value):
    return value if isinstance(value, list) else [value]


def statements(resource):
    """The statements of a resource's policies, except the policy of a key, where '*' means that key."""
    properties = resource.get("Properties", {})
    documents = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
    documents += [properties[name] for name in ("PolicyDocument", "AssumeRolePolicyDocument") if name in properties]
    return [statement for document in documents for statement in each(document["Statement"])]


def wildcards(template):
    for name, resource in template["Resources"].items():
        if resource.get("Properties", {}).get("ManagedPolicyArns", MANAGED_POLICIES) != MANAGED_POLICIES:
            yield f"{name}: has managed policies"
        for statement in statements(resource):
            if statement["Effect"] == "Allow":
                if any("*" in action for action in each(statement["Action"])):
                    yield f"{name}: wildcard action in {statement}"
                if "*" in each(statement.get("Resource", [])) and not set(each(statement["Action"])) <= WITHOUT_RESOURCES:
                    yield f"{name}: wildcard resource in {statement}"


def state_machine(template):
    arns = {"Partition": "aws", "Orchestrator": "arn:aws:lambda:us-east-1:123456789012:function:orchestrator"}
    definition = json.dumps(template["Resources"]["ScheduledRun"]["Properties"]["Definition"])
    for name, value in arns.items():
        definition = definition.replace("${" + name + "}", value)
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/role", "Definition": json.loads(definition)}
    return {"Resources": {"ScheduledRun": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}}


def main(source, target):
    logging.disable(logging.WARNING)
    template = load(source)
    found = []
    for name, values in cases(template):
        stack = Stack(template, values)
        if stack.is_allowed():
            translated = stack.translated()
            found += wildcards(translated)
            (target / f"{name}.json").write_text(json.dumps(translated))
    (target / "state-machine.json").write_text(json.dumps(state_machine(template)))
    print(*dict.fromkeys(found), sep="\n", end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

"""Translates a SAM template as CloudFormation would, checks every resulting policy for wildcards, and extracts the state
machine for cfn-lint, which does not check a translated one."""

import json
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    def load(self):
        return {}


def load(path):
    with open(path) as file:
        return json.loads(json.dumps(yaml_parse(file.read())))


def translate(template):
    for resource in template["Resources"].values():
        if "CodeUri" in resource.get("Properties", {}):
            resource["Properties"]["CodeUri"] = "s3://bucket/key"
    return transform(template, {}, NoManagedPolicies())


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
        if "ManagedPolicyArns" in resource.get("Properties", {}):
            yield f"{name}: has managed policies"
        for statement in statements(resource):
            if statement["Effect"] == "Allow":
                if any("*" in action for action in each(statement["Action"])):
                    yield f"{name}: wildcard action in {statement}"
                if "*" in each(statement.get("Resource", [])):
                    yield f"{name}: wildcard resource in {statement}"


def state_machine(template):
    arns = {"Partition": "aws", "Orchestrator": "arn:aws:lambda:us-east-1:123456789012:function:orchestrator"}
    definition = json.dumps(template["Resources"]["ScheduledRun"]["Properties"]["Definition"])
    for name, value in arns.items():
        definition = definition.replace("${" + name + "}", value)
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/role", "Definition": json.loads(definition)}
    return {"Resources": {"ScheduledRun": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}}}


if __name__ == "__main__":
    source, target = sys.argv[1:]
    with open(target, "w") as file:
        json.dump(state_machine(load(source)), file)
    found = list(wildcards(translate(load(source))))
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(1 if found else 0)

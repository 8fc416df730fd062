import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";

const template = (more = "") => `Transform: AWS::Serverless-2016-10-31
Resources:
  Zip: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x } }
  Orders: { Type: AWS::SQS::Queue }
  News: { Type: AWS::SNS::Topic }
  Imaged:
    Type: AWS::Serverless::Function
    Metadata: { Dockerfile: Dockerfile, DockerContext: ./imaged }
    Properties:
      PackageType: Image
      AutoPublishAlias: live${more}
      Events:
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } }
        News: { Type: SNS, Properties: { Topic: !Ref News } }
`;

describe("a function in a container image", () => {
	it("is named with its line and its triggers with theirs, and the others run", () => {
		const result = readStack("template.yaml", template(), "eu-central-1");
		if (!result.ok) throw new Error(JSON.stringify(result.problems));
		expect(result.functions.map(({ name }) => name)).toEqual(["Zip"]);
		expect(result.notSimulated.map(({ line, what }) => [line, what])).toEqual([
			[10, "Imaged, a container image"],
			[13, "the function arn:aws:lambda:eu-central-1:123456789012:function:Imaged:live of ImagedQueue"],
			[14, "what sns.amazonaws.com sends to Imaged"],
		]);
	});

	it("has no handler of its own, as SAM says", () => {
		const result = readStack("template.yaml", template("\n      Handler: app.handler"), "eu-central-1");
		expect(result.ok ? [] : result.problems.map(({ message, place }) => [message, place?.line])).toEqual([
			["Runtime and Handler and Layers cannot be present when PackageType is of type `Image`", 12],
		]);
	});
});

import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { readStack } from "#sandbox/template/read-stack.ts";

const template = (more: string, permission = "Principal: elasticloadbalancing.amazonaws.com") => `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x } }
  MayInvoke: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Orders, ${permission} } }
  Shop: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Name: shop, Subnets: [subnet-1, subnet-2] } }
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    DependsOn: MayInvoke
    Properties:
      TargetType: lambda
      Targets: [{ Id: !GetAtt Orders.Arn }]
      TargetGroupAttributes: [{ Key: lambda.multi_value_headers.enabled, Value: true }]
  Secure:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Shop
      Port: 443
      Protocol: HTTPS
      Certificates: [{ CertificateArn: arn:aws:acm:eu-central-1:123456789012:certificate/1 }]
      DefaultActions: [{ Type: fixed-response, FixedResponseConfig: { StatusCode: "404", ContentType: text/plain, MessageBody: nothing here } }]
${more}`;
const RULES = `  ToOrders:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Secure
      Priority: 10
      Conditions: [{ Field: path-pattern, Values: ["/orders/*"] }, { Field: http-request-method, HttpRequestMethodConfig: { Values: [GET] } }]
      Actions: [{ Type: forward, TargetGroupArn: !Ref Group }]
  Old:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Secure
      Priority: 5
      Conditions: [{ Field: path-pattern, PathPatternConfig: { Values: ["/old"] } }]
      Actions: [{ Type: redirect, RedirectConfig: { Path: /orders/1, StatusCode: HTTP_302 } }]
  Plain:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Shop
      Port: 80
      Protocol: HTTP
      DefaultActions: [{ Type: redirect, RedirectConfig: { Protocol: HTTPS, Port: "443", StatusCode: HTTP_301 } }]
`;
const read = (text: string) => readStack("template.yaml", text, "eu-central-1");
function problemsOf(text: string) {
	const result = read(text);
	return result.ok ? [] : result.problems.map(({ message, place }) => `${place?.line}: ${message}`);
}

describe("a load balancer of a template", () => {
	it("answers requests of a scenario by its rules, in the order of their priority (L278)", async () => {
		const source =
			"export const handler = async (event) => ({ statusCode: 200, multiValueHeaders: { 'x-seen': Object.keys(event).sort() } });";
		const result = await buildProject({ files: { "template.yaml": template(RULES), "app.mjs": source } });
		if (!result.ok) throw new Error(JSON.stringify(result.problems));
		const paths = ["/orders/7", "/old", "/elsewhere"];
		const scenario = scenarioSchema.parse({
			seed: 1,
			traffic: paths.map((path, index) => ({ at: index * 1000, send: { service: "http", api: "Shop", path } })),
		});
		const outcome = simulate({ built: result.built, scenario, limits: defaultLimits, guestLibrary: await buildGuestLibrary() });
		if (outcome.status !== "completed") throw new Error(outcome.message);
		const answers = reportOf(outcome.trace).http.map(({ status, route }) => [status, route]);
		expect(answers).toEqual([
			[200, "rule 10"],
			[302, "rule 5"],
			[404, "default"],
		]);
		expect(JSON.stringify(outcome.trace.events)).toContain("https://shop-");
	});

	it("has one listener that requests of a scenario come to: the one for HTTPS; the other is named", () => {
		const result = read(template(RULES));
		expect(result.ok && result.notSimulated).toContainEqual({
			line: 35,
			what: "Plain, the listener for HTTP of Shop",
			consequence: "Requests of a scenario come to the listener Secure alone.",
		});
	});

	it.each([
		[
			"a target that the function's policy does not let it invoke",
			template(RULES, "Principal: s3.amazonaws.com"),
			/^5: elasticloadbalancing principal does not have permission to invoke arn:aws:lambda:eu-central-1:123456789012:function:Orders from target group arn:aws:elasticloadbalancing:/,
		],
		["two rules of one priority", template(RULES.replace("Priority: 5", "Priority: 10")), /^32: Priority '10' is currently in use$/],
		[
			"a condition that does not exist",
			template(RULES.replace("Field: path-pattern, Values", "Field: path, Values")),
			/Condition field 'path' must be one of/,
		],
		[
			"a port of a target group of functions",
			template(
				RULES.replace("", "").concat(
					"  Ports: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambda, Port: 80 } }\n",
				),
			),
			/Port cannot be specified for target groups with target type 'lambda'/,
		],
	])("is refused with %s", (_, text, message) => {
		expect(problemsOf(text)).toEqual([expect.stringMatching(message)]);
	});

	it("of another type, and groups without functions, are named with what becomes of their requests", () => {
		const result = read(
			template(`  Net: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: network } }
  Servers: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP, VpcId: vpc-1 } }
  ToServers:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties: { ListenerArn: !Ref Secure, Priority: 1, Conditions: [{ Field: source-ip, SourceIpConfig: { Values: [10.0.0.0/8] } }], Actions: [{ Type: forward, TargetGroupArn: !Ref Servers }] }
`),
		);
		expect(result.ok && result.notSimulated.map(({ line, what }) => [line, what])).toEqual([
			[21, "Net, a network load balancer"],
			[22, "the target group Servers"],
		]);
	});
});

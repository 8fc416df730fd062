import type { StackListenerAction } from "#sandbox/stack/load-balancer.ts";
import type { Properties } from "../properties.ts";

/**
 * What a listener or a rule does: the last of its actions; those before it only authenticate.
 * @param toGroup Told the ARN of the target group that it sends to.
 * @returns undefined after a problem.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listener-action.html
 */
export function readAction(properties: Properties, key: string, toGroup: (arn: string) => void): StackListenerAction | undefined {
	if (!properties.has(key))
		properties.problem(key, `${properties.owner} has no ${key}.`, "Add for example Type: forward with a TargetGroupArn.");
	let found: StackListenerAction | undefined;
	for (const action of properties.parts(key)) {
		const type = action.needed("Type", "Use forward, redirect or fixed-response.");
		action.ignore("Order");
		if (type === "forward") found = forward(action, toGroup);
		else if (type === "redirect") found = redirect(action);
		else if (type === "fixed-response") found = fixed(action);
		else if (type !== undefined) {
			action.notSimulated({
				AuthenticateCognitoConfig: "Nobody is asked to sign in.",
				AuthenticateOidcConfig: "Nobody is asked to sign in.",
			});
			action.notSimulated({ JwtValidationConfig: "Tokens are not checked." });
		}
		action.done();
	}
	return found;
}

/** Of several groups with weights the one with the largest. */
function forward(action: Properties, toGroup: (arn: string) => void): StackListenerAction | undefined {
	const config = action.part("ForwardConfig");
	const groups = (config?.parts("TargetGroups") ?? []).map((group) => ({
		arn: group.text("TargetGroupArn"),
		weight: group.whole("Weight", { min: 0, max: 999, fallback: 1, unit: "" }),
	}));
	config?.ignore("TargetGroupStickinessConfig");
	config?.done();
	const heaviest = groups.toSorted((a, b) => b.weight - a.weight)[0];
	if (groups.length > 1)
		action.skip(action.at.line, `the weights of ${groups.length} target groups`, `All requests go to ${heaviest?.arn}.`);
	const arn = action.text("TargetGroupArn") ?? heaviest?.arn;
	if (arn === undefined) {
		action.problem(
			"TargetGroupArn",
			"A target group must be specified for forward actions.",
			"Add for example TargetGroupArn: !Ref TargetGroup.",
		);
		return undefined;
	}
	toGroup(arn);
	return { kind: "forward", targetGroupArn: arn };
}

function fixed(action: Properties): StackListenerAction {
	const config = action.part("FixedResponseConfig");
	const status = config?.number("StatusCode");
	if (status === undefined || !/^[245]\d\d$/.test(String(status)))
		action.problem("FixedResponseConfig", "The status code must be 2XX, 4XX or 5XX.", "Add for example StatusCode: '404'.");
	const answer = {
		kind: "fixed" as const,
		status: status ?? 503,
		contentType: config?.text("ContentType"),
		body: config?.text("MessageBody"),
	};
	config?.done();
	return answer;
}

/** Parts that are not given stay as they were in the request. */
function redirect(action: Properties): StackListenerAction {
	const config = action.part("RedirectConfig");
	const part = (key: string, fallback: string) => config?.text(key) ?? fallback;
	const code = config?.oneOf("StatusCode", ["HTTP_301", "HTTP_302"], "HTTP_301");
	const protocol = part("Protocol", "#{protocol}").toLowerCase();
	const query = part("Query", "#{query}");
	const location = `${protocol}://${part("Host", "#{host}")}:${part("Port", "#{port}")}${part("Path", "/#{path}")}${query && `?${query}`}`;
	config?.done();
	return { kind: "redirect", status: code === "HTTP_302" ? 302 : 301, location };
}

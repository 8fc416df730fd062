import { isPermitted } from "#sandbox/lambda/service/permission.ts";
import { functionOfArn } from "#sandbox/stack/arn.ts";
import type { StackLoadBalancer, StackTargetGroup } from "#sandbox/stack/load-balancer.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { readAction } from "./listener-action.ts";
import { readConditions } from "./listener-condition.ts";

/** AWS::ElasticLoadBalancingV2::LoadBalancer of the type application (L278). */
export const readLoadBalancer: ResourceReader = (resource, properties, { references, stack, notes }) => {
	const { id } = resource;
	const name = references.physicalName(id);
	const type = properties.oneOf("Type", ["application", "network", "gateway"], "application");
	properties.ignore("Name", "Scheme", "Subnets", "SubnetMappings", "SecurityGroups", "IpAddressType", "LoadBalancerAttributes");
	properties.done();
	if (type !== "application") {
		notes.skip(resource.line, `${id}, a ${type} load balancer`, "Only application load balancers have functions as targets.");
		return;
	}
	if (!/^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name))
		properties.problem(
			"Name",
			`The load balancer name '${name}' is not valid.`,
			"Use 1 to 32 letters, digits and hyphens, no hyphen at either end.",
		);
	stack.loadBalancers.push({
		...placed(resource),
		name,
		arn: String(references.ref(id)),
		dnsName: String(references.attribute(id, "DNSName")),
		rules: [],
		// Until a listener says otherwise.
		defaultAction: { kind: "fixed", status: 503, contentType: undefined, body: undefined },
		targetGroups: [],
	});
};

/** AWS::ElasticLoadBalancingV2::TargetGroup: kept until a listener sends to it. */
export const readTargetGroup: ResourceReader = (resource, properties) => {
	properties.ignore(...properties.keys());
	if (properties.oneOf("TargetType", ["lambda", "instance", "ip", "alb"], "instance") !== "lambda") return;
	const targets = properties.parts("Targets");
	if (targets.length > 1)
		properties.problem(
			"Targets",
			"TooManyTargets: A target group of the type lambda has one function.",
			`Keep one target of ${resource.id}.`,
		);
	for (const key of ["Port", "Protocol", "VpcId"])
		if (properties.has(key))
			properties.problem(key, `${key} cannot be specified for target groups with target type 'lambda'`, `Remove ${key} of ${resource.id}.`);
};

/** AWS::ElasticLoadBalancingV2::Listener. Of several listeners of a balancer the one for HTTPS is simulated, since requests come by TLS. */
export const readListener: ResourceReader = (resource, properties, reading) => {
	const balancerArn = properties.needed("LoadBalancerArn", "Add for example LoadBalancerArn: !Ref LoadBalancer.");
	const protocol = properties.oneOf("Protocol", ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"], "HTTP");
	properties.ignore("Port", "Certificates", "SslPolicy", "AlpnPolicy", "ListenerAttributes");
	const balancer = reading.stack.loadBalancers.find(({ arn }) => arn === balancerArn);
	const groups: StackTargetGroup[] = [];
	const action = readAction(properties, "DefaultActions", (arn) => targetGroup(arn, groups, properties, reading));
	properties.done();
	if (!balancer || !action) return;
	const rivals = listenersOf(balancer, properties, reading);
	const chosen = rivals.find((one) => one.protocol === "HTTPS") ?? rivals[0];
	if (chosen && chosen.id !== resource.id) {
		reading.notes.skip(
			resource.line,
			`${resource.id}, the listener for ${protocol} of ${balancer.id}`,
			`Requests of a scenario come to the listener ${chosen.id} alone.`,
		);
		return;
	}
	balancer.defaultAction = action;
	keepGroups(balancer, groups);
};

/** AWS::ElasticLoadBalancingV2::ListenerRule, in the order of Priority. */
export const readListenerRule: ResourceReader = (resource, properties, reading) => {
	const listenerArn = properties.needed("ListenerArn", "Add for example ListenerArn: !Ref Listener.");
	const priority = properties.whole("Priority", { min: 1, max: 50_000, fallback: 1, unit: "" });
	const groups: StackTargetGroup[] = [];
	const action = readAction(properties, "Actions", (arn) => targetGroup(arn, groups, properties, reading));
	const conditions = readConditions(properties);
	properties.done();
	const listener = [...reading.resources.values()].find(
		({ id, type }) => type === "AWS::ElasticLoadBalancingV2::Listener" && reading.references.ref(id) === listenerArn,
	);
	const balancer = listener && simulatedBy(listener.id, properties, reading);
	if (!balancer || !action || !conditions) {
		if (!balancer && listenerArn !== undefined)
			reading.notes.skip(resource.line, `${resource.id}, a rule of a listener that gets no requests`, "It decides nothing.");
		return;
	}
	if (balancer.rules.some((rule) => rule.priority === priority))
		properties.problem("Priority", `Priority '${priority}' is currently in use`, "Give each rule of a listener a priority of its own.");
	balancer.rules.push({ priority, conditions, action });
	balancer.rules.sort((a, b) => a.priority - b.priority);
	keepGroups(balancer, groups);
};

/** A target is registered only when the function's resource policy lets the load balancer invoke it. */
export function checkLoadBalancers({ stack, notes, functions }: Reading): void {
	const names = new Set(functions.map(({ functionName, name }) => functionName ?? name));
	for (const balancer of stack.loadBalancers)
		for (const { arn, functionArn } of balancer.targetGroups) {
			const request = { functionArn, principal: "elasticloadbalancing.amazonaws.com", sourceArn: arn };
			if (!names.has(functionOfArn(functionArn)?.name ?? "") || isPermitted(stack.permissions, request)) continue;
			notes.problem(
				{ line: balancer.line, column: 1 },
				`elasticloadbalancing principal does not have permission to invoke ${functionArn} from target group ${arn}`,
				"Add an AWS::Lambda::Permission with Principal: elasticloadbalancing.amazonaws.com for the function, and let the target group depend on it.",
			);
		}
}

function keepGroups(balancer: StackLoadBalancer, groups: readonly StackTargetGroup[]): void {
	for (const group of groups) if (!balancer.targetGroups.some(({ arn }) => arn === group.arn)) balancer.targetGroups.push(group);
}

type Listener = { id: string; protocol: string };

function listenersOf({ arn }: StackLoadBalancer, properties: Properties, { resources }: Reading): Listener[] {
	return [...resources.values()].flatMap((one) => {
		if (one.type !== "AWS::ElasticLoadBalancingV2::Listener") return [];
		const own = properties.sibling(one.id, one, one.properties);
		return own.text("LoadBalancerArn") === arn ? [{ id: one.id, protocol: own.text("Protocol") ?? "HTTP" }] : [];
	});
}

/** The balancer whose requests come to a listener; undefined for one that gets none. */
function simulatedBy(listenerId: string, properties: Properties, reading: Reading): StackLoadBalancer | undefined {
	return reading.stack.loadBalancers.find((balancer) => {
		const rivals = listenersOf(balancer, properties, reading);
		return (rivals.find((one) => one.protocol === "HTTPS") ?? rivals[0])?.id === listenerId;
	});
}

/** Notes the function of a target group. One without functions is a group that has no target. */
function targetGroup(arn: string, groups: StackTargetGroup[], properties: Properties, { resources, references, notes }: Reading): void {
	const resource = [...resources.values()].find(
		({ id, type }) => type === "AWS::ElasticLoadBalancingV2::TargetGroup" && references.ref(id) === arn,
	);
	const own = resource && properties.sibling(resource.id, resource, resource.properties);
	if (own?.text("TargetType") !== "lambda") {
		notes.skip(
			resource?.line ?? properties.at.line,
			`the target group ${resource?.id ?? arn}`,
			"It has no functions: requests to it get 503.",
		);
		return;
	}
	const functionArn = own.parts("Targets")[0]?.text("Id");
	const attribute = own.parts("TargetGroupAttributes").find((one) => one.text("Key") === "lambda.multi_value_headers.enabled");
	if (functionArn !== undefined) groups.push({ arn, functionArn, multiValueHeaders: attribute?.flag("Value", false) ?? false });
}

import type { StackResource } from "./stack.ts";

/** AWS::ElasticLoadBalancingV2::TargetGroup of the type `lambda`. */
export type StackTargetGroup = {
	arn: string;
	functionArn: string;
	/** Attribute `lambda.multi_value_headers.enabled`. */
	multiValueHeaders: boolean;
};

export type StackListenerAction =
	| { kind: "forward"; targetGroupArn: string }
	| { kind: "fixed"; status: number; contentType: string | undefined; body: string | undefined }
	| { kind: "redirect"; status: 301 | 302; location: string };

/** All conditions of a rule have to hold; of the values of one condition any. `*` and `?` are wildcards. */
export type StackListenerCondition =
	| { field: "path-pattern"; values: string[] }
	| { field: "host-header"; values: string[] }
	| { field: "http-request-method"; values: string[] }
	| { field: "http-header"; name: string; values: string[] }
	| { field: "query-string"; values: { key: string | undefined; value: string }[] }
	| { field: "source-ip"; values: string[] };

/** AWS::ElasticLoadBalancingV2::LoadBalancer of the type `application`, with one listener (AWS::ElasticLoadBalancingV2::Listener and its ListenerRules). */
export type StackLoadBalancer = StackResource & {
	name: string;
	arn: string;
	dnsName: string;
	/** In the order of their priority; the first whose conditions hold decides. */
	rules: { priority: number; conditions: StackListenerCondition[]; action: StackListenerAction }[];
	defaultAction: StackListenerAction;
	targetGroups: StackTargetGroup[];
};

import { ApiGateway } from "../apigateway/api-gateway.ts";
import type { Outside } from "../apigateway/outside.ts";
import type { Cloud } from "../cloud.ts";
import { FunctionUrl } from "../function-urls/function-url.ts";
import { LoadBalancer } from "../load-balancer/load-balancer.ts";
import { FunctionCaller } from "./function-caller.ts";
import { HttpFronts } from "./http-fronts.ts";

/** Everything of a stack that answers HTTP requests. */
export function deployFronts(cloud: Cloud, outside: Outside): void {
	const fronts = new HttpFronts(cloud);
	const caller = new FunctionCaller(cloud);
	new ApiGateway(cloud, fronts, caller, outside);
	for (const url of cloud.stack.functionUrls) fronts.add(new FunctionUrl(cloud, url, caller.functionOf(url.functionArn) ?? url.id, caller));
	for (const balancer of cloud.stack.loadBalancers) fronts.add(new LoadBalancer(cloud, balancer, caller));
}

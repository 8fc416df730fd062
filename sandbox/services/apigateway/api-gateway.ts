import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import type { HttpFronts } from "../http/http-fronts.ts";
import { HttpApi } from "./http-api.ts";
import type { Outside } from "./outside.ts";
import { RestApi } from "./rest-api.ts";
import { ACCOUNT_THROTTLE } from "./throttles.ts";
import { TokenIssuers } from "./token-issuers.ts";
import { UsageOfKeys } from "./usage-plans.ts";
import { WebsocketApi } from "./websocket/websocket-api.ts";

/** The APIs of a stack. */
export class ApiGateway {
	constructor(cloud: Cloud, fronts: HttpFronts, caller: FunctionCaller, outside: Outside) {
		const shared = {
			issuers: new TokenIssuers(cloud.run),
			account: new TokenBucket(ACCOUNT_THROTTLE.burst, ACCOUNT_THROTTLE.ratePerSecond),
			usage: new UsageOfKeys(),
			outside,
		};
		const websockets = new Map<string, WebsocketApi>();
		for (const api of cloud.stack.apis) {
			if (api.kind === "rest") fronts.add(new RestApi(cloud, api, caller, shared));
			if (api.kind === "http") fronts.add(new HttpApi(cloud, api, caller, shared));
			if (api.kind === "websocket") websockets.set(api.id, new WebsocketApi(cloud, api, caller));
		}
		cloud.accept("websocket", (send, label) => {
			const api = websockets.get(send.api);
			if (api) return api.receive(send, label);
			const known = [...websockets.keys()].join(", ") || "none";
			throw new SimulatorError("UNKNOWN_API", `The traffic connects to ${send.api}; WebSocket APIs: ${known}.`);
		});
	}
}
